package assignmentmailer.local;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;

/** Sets the times of change records by an attribute of their items. */
final class RecordTimes {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private RecordTimes() {}

    /** @param answer the JSON of an answer to GetRecords */
    static byte[] inSeconds(byte[] answer, String attribute) {
        try {
            JsonNode page = JSON.readTree(answer);
            for (JsonNode record : page.path("Records")) {
                ObjectNode change = (ObjectNode) record.get("dynamodb");
                String written =
                        change.path("NewImage").path(attribute).path("S").asText();
                change.put("ApproximateCreationDateTime", Instant.parse(written).getEpochSecond());
            }
            return JSON.writeValueAsBytes(page);
        } catch (IOException malformed) {
            throw new UncheckedIOException(malformed);
        }
    }
}
