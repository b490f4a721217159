package assignmentmailer;

import assignmentmailer.candidate.CandidateAttributes;
import assignmentmailer.record.RecordJson;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.OperationType;
import software.amazon.awssdk.services.dynamodb.model.Record;

/** Builds change records of a candidates table. */
public final class ChangeRecords {
    /** The attribute names of the shipped application.properties. */
    public static final CandidateAttributes ATTRIBUTES =
            new CandidateAttributes(Optional.empty(), "fullname", "email", "experience");

    private ChangeRecords() {}

    /** Returns the image of a valid candidate. */
    public static Map<String, AttributeValue> image() {
        return new HashMap<>(Map.of(
                "id", text("c-1"),
                "fullname", text("José Muñoz"),
                "email", text("jose@example.com"),
                "skills", text("java"),
                "experience", AttributeValue.fromN("12")));
    }

    public static AttributeValue text(String value) {
        return AttributeValue.fromS(value);
    }

    public static Record insert(Map<String, AttributeValue> image) {
        return record(OperationType.INSERT, image);
    }

    /** Returns the insert of a candidate with this id and address. */
    public static Record insert(String id, String email) {
        Map<String, AttributeValue> image = image();
        image.put("id", text(id));
        image.put("email", text(email));
        return insert(image);
    }

    public static Record record(OperationType type, Map<String, AttributeValue> image) {
        return Record.builder()
                .eventID("e-1")
                .eventName(type)
                .dynamodb(change -> change.keys(Map.of("id", image.getOrDefault("id", text("c-1"))))
                        .newImage(image)
                        .sequenceNumber("100000000000000000001")
                        .approximateCreationDateTime(Instant.now()))
                .build();
    }

    /** Returns the message that EventBridge Pipes sends for the insert of a candidate: payloads/pipes-sqs-body-insert.json. */
    public static String piped(String table, String id, String email) {
        Record record = insert(id, email).toBuilder()
                .eventID(UUID.nameUUIDFromBytes(id.getBytes(StandardCharsets.UTF_8))
                        .toString()
                        .replace("-", ""))
                .eventSource("aws:dynamodb")
                .build();
        Map<String, Object> message = RecordJson.toMap(record);
        message.put(
                "eventSourceARN",
                "arn:aws:dynamodb:eu-west-1:111122223333:table/" + table + "/stream/2026-11-25T08:00:00.000");
        try {
            return new ObjectMapper().writeValueAsString(message);
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
