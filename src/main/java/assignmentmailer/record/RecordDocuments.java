package assignmentmailer.record;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import software.amazon.awssdk.services.dynamodb.model.Record;

/**
 * The JSON documents of the single change records in a text: a record, an array of records (EventBridge Pipes), an
 * event with {@code Records} (Lambda), a Lambda invocation record with the event as its {@code payload}, or a dead
 * letter of this service. What contains none of these is one document, which is unreadable as a record.
 */
public final class RecordDocuments implements Iterable<String> {
    /** More than one invocation record around one dead letter needs; bounds the work for a malicious text. */
    private static final int MOST_WRAPPERS = 8;

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .build();

    private final List<String> documents = new ArrayList<>();

    private RecordDocuments() {}

    /** Returns the documents in a text, at least one. */
    static RecordDocuments of(String text) {
        RecordDocuments found = new RecordDocuments();
        found.addText(text, 0);
        return found;
    }

    /** @throws UnreadableRecordException when the text does not contain exactly one change record */
    public static Record onlyRecord(String text) throws UnreadableRecordException {
        List<String> documents = of(text).documents;
        if (documents.size() > 1) {
            throw new UnreadableRecordException(
                    "the text contains " + documents.size() + " change records where one is expected");
        }
        return RecordParser.parse(parse(documents.get(0)));
    }

    @Override
    public Iterator<String> iterator() {
        return List.copyOf(documents).iterator();
    }

    private static JsonNode parse(String text) throws UnreadableRecordException {
        try {
            JsonNode json = JSON.readTree(text);
            if (json.isObject() || json.isArray()) {
                return json;
            }
            throw new UnreadableRecordException("the text is neither a JSON object nor an array");
        } catch (JsonProcessingException malformed) {
            // Not the parser's message, which quotes the text.
            JsonLocation place = malformed.getLocation();
            throw new UnreadableRecordException("the text is not JSON"
                    + (place == null ? "" : ": line " + place.getLineNr() + ", column " + place.getColumnNr()));
        }
    }

    private void addText(String text, int wrappers) {
        JsonNode json;
        try {
            json = parse(text);
        } catch (UnreadableRecordException unreadable) {
            documents.add(text);
            return;
        }
        int before = documents.size();
        if (wrappers < MOST_WRAPPERS) {
            addInside(json, wrappers + 1);
        }
        if (documents.size() == before) {
            documents.add(text);
        }
    }

    private void add(JsonNode json, int wrappers) {
        int before = documents.size();
        if (wrappers < MOST_WRAPPERS) {
            addInside(json, wrappers + 1);
        }
        if (documents.size() == before) {
            documents.add(json.toString());
        }
    }

    private void addInside(JsonNode json, int wrappers) {
        JsonNode several = json.isArray() ? json : json.path("Records");
        if (several.isArray()) {
            several.forEach(element -> add(element, wrappers));
        } else if (json.path("payload").isTextual()) {
            addText(json.get("payload").textValue(), wrappers);
        } else if (json.path("reason").isTextual() && json.path("record").isObject()) {
            add(json.get("record"), wrappers);
        } else if (json.path("reason").isTextual() && json.path("text").isTextual()) {
            addText(json.get("text").textValue(), wrappers);
        }
    }
}
