package assignmentmailer.record;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.Record;

/**
 * The JSON documents of the single change records in a text: a record, an array of records (EventBridge Pipes), an
 * event with {@code Records} (Lambda), a Lambda invocation record with the event as its {@code payload}, or a dead
 * letter of this service. What contains none of these is one document, which is unreadable as a record.
 *
 * <p>Reads tokens rather than a tree, which takes many times the text's memory, and keeps places in the text rather than
 * copies.
 */
public final class RecordDocuments implements Iterable<String> {
    /** More than one invocation record around one dead letter needs; bounds the work for a malicious text. */
    private static final int MOST_WRAPPERS = 8;

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .build();

    private final List<Part> documents = new ArrayList<>();

    private RecordDocuments() {}

    /** A part of a text. */
    private record Part(String text, int start, int end) {
        static Part whole(String text) {
            return new Part(text, 0, text.length());
        }

        String json() {
            return text.substring(start, end);
        }
    }

    /** Returns the documents in a text, at least one. */
    static RecordDocuments of(String text) {
        RecordDocuments found = new RecordDocuments();
        found.addText(text, 0);
        return found;
    }

    /** @throws UnreadableRecordException when the text does not contain exactly one change record */
    public static Record onlyRecord(String text) throws UnreadableRecordException {
        List<Part> documents = of(text).documents;
        if (documents.size() > 1) {
            throw new UnreadableRecordException(
                    "the text contains " + documents.size() + " change records where one is expected");
        }
        String document = documents.get(0).json();
        check(document);
        try {
            return RecordParser.parse(JSON.readTree(document));
        } catch (JsonProcessingException malformed) {
            throw unreadable(malformed);
        }
    }

    @Override
    public Iterator<String> iterator() {
        return documents.stream().map(Part::json).iterator();
    }

    /** @throws UnreadableRecordException when the text is not one JSON object or array */
    private static void check(String text) throws UnreadableRecordException {
        try (JsonParser json = JSON.createParser(text)) {
            JsonToken first = json.nextToken();
            if (first != JsonToken.START_OBJECT && first != JsonToken.START_ARRAY) {
                throw new UnreadableRecordException("the text is neither a JSON object nor an array");
            }
            // token by token, since skipped ones are not checked for duplicate names
            while (!json.getParsingContext().inRoot()) {
                json.nextToken();
            }
            if (json.nextToken() != null) {
                throw new JsonParseException(json, "trailing token");
            }
        } catch (JsonProcessingException malformed) {
            throw unreadable(malformed);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    /** Contains the place and not the parser's message, which quotes the text. */
    private static UnreadableRecordException unreadable(JsonProcessingException malformed) {
        JsonLocation place = malformed.getLocation();
        return new UnreadableRecordException("the text is not JSON"
                + (place == null ? "" : ": line " + place.getLineNr() + ", column " + place.getColumnNr()));
    }

    private void addText(String text, int wrappers) {
        try {
            check(text);
        } catch (UnreadableRecordException unreadable) {
            documents.add(Part.whole(text));
            return;
        }
        add(Part.whole(text), wrappers);
    }

    private void add(Part part, int wrappers) {
        int before = documents.size();
        if (wrappers < MOST_WRAPPERS) {
            try {
                addInside(part.json(), wrappers + 1);
            } catch (IOException impossible) {
                throw new UncheckedIOException(impossible);
            }
        }
        if (documents.size() == before) {
            documents.add(part);
        }
    }

    private void addInside(String text, int wrappers) throws IOException {
        try (JsonParser json = JSON.createParser(text)) {
            JsonToken first = json.nextToken();
            if (first == JsonToken.START_ARRAY) {
                elements(text, json).forEach(element -> add(element, wrappers));
            } else if (first == JsonToken.START_OBJECT) {
                addInside(Wrapper.of(text, json), wrappers);
            }
        }
    }

    private void addInside(Wrapper wrapper, int wrappers) {
        if (wrapper.records() != null) {
            wrapper.records().forEach(element -> add(element, wrappers));
        } else if (wrapper.payload() != null) {
            addText(wrapper.payload(), wrappers);
        } else if (wrapper.hasReason() && wrapper.record() != null) {
            add(wrapper.record(), wrappers);
        } else if (wrapper.hasReason() && wrapper.text() != null) {
            addText(wrapper.text(), wrappers);
        }
    }

    /** Returns the elements of the array at whose start a parser is; it is at the array's end afterwards. */
    private static List<Part> elements(String text, JsonParser json) throws IOException {
        List<Part> elements = new ArrayList<>();
        while (json.nextToken() != JsonToken.END_ARRAY) {
            elements.add(part(text, json));
        }
        return elements;
    }

    /** Returns the value at whose first token a parser is; it is at the value's last token afterwards. */
    private static Part part(String text, JsonParser json) throws IOException {
        if (json.currentToken().isScalarValue()) {
            return Part.whole(JSON.readTree(json).toString());
        }
        int start = (int) json.currentTokenLocation().getCharOffset();
        json.skipChildren();
        return new Part(text, start, (int) json.currentLocation().getCharOffset());
    }

    /** The members of a JSON object that may contain change records. */
    private record Wrapper(
            @Nullable List<Part> records,
            @Nullable String payload,
            boolean hasReason,
            @Nullable Part record,
            @Nullable String text) {

        /** Reads the object at whose start a parser is. */
        static Wrapper of(String source, JsonParser json) throws IOException {
            List<Part> records = null;
            String payload = null;
            boolean hasReason = false;
            Part record = null;
            String text = null;
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                String name = json.currentName();
                JsonToken value = json.nextToken();
                if (value == JsonToken.START_ARRAY && name.equals("Records")) {
                    records = elements(source, json);
                } else if (value == JsonToken.START_OBJECT && name.equals("record")) {
                    record = part(source, json);
                } else if (value == JsonToken.VALUE_STRING && name.equals("payload")) {
                    payload = json.getText();
                } else if (value == JsonToken.VALUE_STRING && name.equals("text")) {
                    text = json.getText();
                } else {
                    hasReason |= value == JsonToken.VALUE_STRING && name.equals("reason");
                    json.skipChildren();
                }
            }
            return new Wrapper(records, payload, hasReason, record, text);
        }
    }
}
