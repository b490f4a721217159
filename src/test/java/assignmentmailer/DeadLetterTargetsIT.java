package assignmentmailer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.S3Object;
import software.amazon.awssdk.services.sqs.model.Message;

/** The packaged jar, whose dead letters go to a queue or a bucket by {@code dead-letter.uri} alone. */
class DeadLetterTargetsIT extends PackagedService {
    /** Escaped in JSON, longer than a message of SQS may be: 1 MiB. */
    private static final String LONG = "\u0001".repeat(300_000);

    @Test
    void keepsDeadLettersInAQueueNamedByItsArn() throws Exception {
        String url = aws.sqs().create("dead", Map.of());
        environment.putAll(aws.environment());
        environment.put("DEAD_LETTER_URI", "aws2-sqs:arn:aws:sqs:us-east-1:000000000000:dead");
        String id = insert("no address", "java");
        String large = insert("no address either", LONG);
        try (ServiceProcess service = ServiceProcess.start(directory, environment)) {
            await().atMost(LIMIT).until(() -> aws.sqs().size(url) == 2);

            Map<String, JsonNode> letters = received(url);

            assertThat(letters.get(id).get("reason").asText()).isEqualTo("bad-record");
            assertThat(letters.get(id).at("/record/dynamodb/NewImage/email/S").asText())
                    .isEqualTo("no address");
            assertThat(letters.get(large).get("shortened").asBoolean()).isTrue();
            assertThat(letters.get(large).at("/record/dynamodb").has("NewImage"))
                    .isFalse();
            assertThat(service.log())
                    .containsOnlyOnce("it is kept without images")
                    .doesNotContain("no address", "Exception:");
        }
    }

    @Test
    void keepsDeadLettersInABucket() throws Exception {
        aws.s3().client().createBucket(create -> create.bucket("dead-letters"));
        environment.putAll(aws.environment());
        // s3proxy does not understand the SDK's checksums
        environment.put("AWS_REQUEST_CHECKSUM_CALCULATION", "when_required");
        environment.put("DEAD_LETTER_URI", "aws2-s3:dead-letters?keyName=${header.CamelFileName}");
        String id = insert("no address", LONG);
        try (ServiceProcess service = ServiceProcess.start(directory, environment)) {
            // s3proxy fails to list a bucket into which an object is being written
            await().atMost(LIMIT).ignoreException(S3Exception.class).until(() -> !objects()
                    .isEmpty());

            S3Object object = objects().get(0);

            assertThat(object.key()).matches("[0-9a-f-]+\\.json");
            JsonNode letter = new ObjectMapper()
                    .readTree(aws.s3()
                            .client()
                            .getObjectAsBytes(get -> get.bucket("dead-letters").key(object.key()))
                            .asByteArray());
            assertThat(letter.at("/record/dynamodb/Keys/id/S").asText()).isEqualTo(id);
            assertThat(letter.at("/record/dynamodb/NewImage/skills/S").asText()).isEqualTo(LONG);
            assertThat(service.log()).doesNotContain("no address", "Exception:");
        }
    }

    private String insert(String email, String skills) {
        return aws.candidates()
                .insert(Map.of(
                        "fullname", AttributeValue.fromS("A Candidate"),
                        "email", AttributeValue.fromS(email),
                        "skills", AttributeValue.fromS(skills),
                        "experience", AttributeValue.fromN("4")));
    }

    /** Receives both messages, by candidate. */
    private Map<String, JsonNode> received(String url) throws Exception {
        Map<String, JsonNode> letters = new HashMap<>();
        while (letters.size() < 2) {
            for (Message message : aws.sqs()
                    .client()
                    .receiveMessage(receive -> receive.queueUrl(url).maxNumberOfMessages(10))
                    .messages()) {
                JsonNode letter = new ObjectMapper().readTree(message.body());
                letters.put(letter.at("/record/dynamodb/Keys/id/S").asText(), letter);
            }
        }
        return letters;
    }

    private List<S3Object> objects() {
        return aws.s3()
                .client()
                .listObjectsV2(list -> list.bucket("dead-letters"))
                .contents();
    }
}
