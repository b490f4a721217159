package assignmentmailer;

import assignmentmailer.candidate.CandidateAttributes;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
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
}
