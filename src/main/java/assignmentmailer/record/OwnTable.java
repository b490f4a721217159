package assignmentmailer.record;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.camel.Exchange;
import org.apache.camel.InvalidPayloadException;
import org.apache.camel.Processor;

/**
 * Refuses the JSON of a change record that comes from another table than the service's, as its {@code eventSourceARN}
 * says. Lambda and EventBridge Pipes write that member; a record of the stream itself, and a dead letter, have none.
 */
public final class OwnTable implements Processor {
    private static final JsonFactory JSON = new JsonFactory();
    private static final Pattern TABLE = Pattern.compile("arn:[^:]+:dynamodb:[^:]*:[^:]*:table/([^/]+)(/.*)?");

    private final String table;

    public OwnTable(String table) {
        this.table = table;
    }

    /** @throws UnreadableRecordException when the record is of another table */
    @Override
    public void process(Exchange exchange) throws UnreadableRecordException, InvalidPayloadException {
        Optional<String> source = source(exchange.getMessage().getMandatoryBody(String.class));
        if (source.isPresent()) {
            Matcher arn = TABLE.matcher(source.get());
            if (!arn.matches() || !arn.group(1).equals(table)) {
                throw new UnreadableRecordException("the record's eventSourceARN is not that of the table " + table);
            }
        }
    }

    /** Returns the ARN; empty as well for malformed JSON, which the conversion to a record refuses. */
    private static Optional<String> source(String text) {
        try (JsonParser json = JSON.createParser(text)) {
            if (json.nextToken() == JsonToken.START_OBJECT) {
                while (json.nextToken() == JsonToken.FIELD_NAME) {
                    String member = json.currentName();
                    JsonToken value = json.nextToken();
                    if (member.equals("eventSourceARN") && value == JsonToken.VALUE_STRING) {
                        return Optional.of(json.getText());
                    }
                    json.skipChildren();
                }
            }
            return Optional.empty();
        } catch (IOException malformed) {
            return Optional.empty();
        }
    }
}
