package assignmentmailer.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.sqs.model.Message;

class LocalPipeTest {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final String QUEUE = "candidates";

    private EmbeddedAws aws;
    private String url;
    private LocalPipe pipe;

    @BeforeEach
    void start() {
        aws = EmbeddedAws.inMemory();
        url = aws.sqs().create(QUEUE, Map.of());
    }

    @AfterEach
    void stop() {
        pipe.close();
        aws.close();
    }

    @Test
    void putsEachInsertIntoTheQueueAsEventBridgePipesDoes() throws Exception {
        pipe = LocalPipe.start(aws, QUEUE);
        String first = aws.candidates().insert("José", "jose@example.com", "java", "4.5");
        aws.candidates().update(first, Map.of("skills", AttributeValue.fromS("go")));
        String second = aws.candidates().insert("Ada", "ada@example.com", "java", "12");

        List<JsonNode> records = receive(2);

        assertThat(ids(records)).containsExactlyInAnyOrder(first, second);
        assertThat(records).allSatisfy(record -> {
            assertThat(record.get("eventName").textValue()).isEqualTo("INSERT");
            assertThat(record.get("eventSource").textValue()).isEqualTo("aws:dynamodb");
            assertThat(record.get("eventSourceARN").textValue()).contains(":table/candidates/stream/");
            assertThat(record.at("/dynamodb/ApproximateCreationDateTime").isNumber())
                    .isTrue();
        });
    }

    @Test
    void putsRecordsAgainThatTheQueueForgotAndNoneThatWereDone() throws Exception {
        pipe = LocalPipe.start(aws, QUEUE);
        aws.candidates().insert("José", "jose@example.com", "java", "4.5");
        receive(1);
        await().atMost(LIMIT).until(pipe::isDone);
        String forgotten = aws.candidates().insert("Ada", "ada@example.com", "java", "12");
        await().atMost(LIMIT).until(() -> aws.sqs().size(url) == 1);
        pipe.close();
        aws.sqs().client().purgeQueue(purge -> purge.queueUrl(url));

        pipe = LocalPipe.start(aws, QUEUE);

        assertThat(ids(receive(1))).containsExactly(forgotten);
        await().atMost(LIMIT).until(pipe::isDone);
        assertThat(aws.sqs().size(url)).isZero();
    }

    private static List<String> ids(List<JsonNode> records) {
        return records.stream()
                .map(record -> record.at("/dynamodb/Keys/id/S").textValue())
                .toList();
    }

    private List<JsonNode> receive(int count) throws Exception {
        List<JsonNode> records = new ArrayList<>();
        await().atMost(LIMIT).until(() -> {
            for (Message message : aws.sqs()
                    .client()
                    .receiveMessage(receive -> receive.queueUrl(url).maxNumberOfMessages(10))
                    .messages()) {
                records.add(new ObjectMapper().readTree(message.body()));
                aws.sqs().client().deleteMessage(delete -> delete.queueUrl(url).receiptHandle(message.receiptHandle()));
            }
            return records.size() >= count;
        });
        return records;
    }
}
