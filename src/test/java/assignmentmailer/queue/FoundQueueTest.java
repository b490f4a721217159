package assignmentmailer.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.services.sqs.SqsClient;

class FoundQueueTest {
    private final ScriptedHttp http = new ScriptedHttp();
    private final SqsClient client = http.client(new ExecutionInterceptor() {});

    @Test
    void knowsHowLongTheQueueKeepsAMessageAndWhenItGivesUp() {
        http.answer(200, "{\"QueueUrl\":\"https://sqs/q\"}");
        http.answer(
                200,
                "{\"Attributes\":{\"MessageRetentionPeriod\":\"1209600\",\"RedrivePolicy\":\"{\\\"maxReceiveCount\\\":9}\"}}");

        FoundQueue queue = FoundQueue.find(client, QueueName.parse("q"), "queue.name");

        assertThat(queue.url()).isEqualTo("https://sqs/q");
        assertThat(queue.retention()).isEqualTo(Duration.ofDays(14));
        assertThat(queue.mostReceives()).hasValue(9);
        assertThat(queue.troubles()).singleElement().asString().contains("after 9 receives");
    }

    @ParameterizedTest
    @CsvSource({"10", "\"10\""})
    void givesUpLateEnoughAfterTenReceives(String maxReceiveCount) {
        http.answer(200, "{\"QueueUrl\":\"https://sqs/q\"}");
        http.answer(
                200,
                "{\"Attributes\":{\"RedrivePolicy\":\"{\\\"maxReceiveCount\\\":%s}\"}}"
                        .formatted(maxReceiveCount.replace("\"", "\\\"")));

        FoundQueue queue = FoundQueue.find(client, QueueName.parse("q"), "queue.name");

        assertThat(queue.mostReceives()).hasValue(10);
        assertThat(queue.troubles()).isEmpty();
        assertThat(queue.retention()).isEqualTo(Duration.ofDays(4));
    }

    @ParameterizedTest
    @CsvSource({"86399, 1", "86400, 0"})
    void forgetsEarlyWithinADay(String seconds, int troubles) {
        http.answer(200, "{\"QueueUrl\":\"https://sqs/q\"}");
        http.answer(200, "{\"Attributes\":{\"MessageRetentionPeriod\":\"%s\"}}".formatted(seconds));

        FoundQueue queue = FoundQueue.find(client, QueueName.parse("q"), "queue.name");

        assertThat(queue.troubles()).hasSize(troubles).allMatch(trouble -> trouble.contains("after 1439 minutes"));
    }

    @Test
    void saysThatAccessIsDenied() {
        http.answer(403, "{\"__type\":\"AccessDenied\",\"message\":\"no\"}");

        assertThatIllegalArgumentException()
                .isThrownBy(() -> FoundQueue.find(client, QueueName.parse("q"), "queue.name"))
                .withMessage(
                        "queue.name: access to the queue q is denied: allow sqs:GetQueueUrl and sqs:GetQueueAttributes");
    }

    @Test
    void readsRegionAndAccountFromAnArn() {
        QueueName name = QueueName.parse("arn:aws-cn:sqs:cn-north-1:111122223333:candidates.fifo");

        assertThat(name.name()).isEqualTo("candidates.fifo");
        assertThat(name.account()).contains("111122223333");
        assertThat(name.region()).contains("cn-north-1");
    }
}
