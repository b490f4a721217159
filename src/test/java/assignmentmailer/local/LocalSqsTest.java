package assignmentmailer.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeName;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;
import software.amazon.awssdk.services.sqs.model.QueueDoesNotExistException;

/** What the service relies on of SQS: who has received a message has it alone for a while, and receives are counted. */
class LocalSqsTest {
    private final LocalSqs sqs = LocalSqs.start(0);

    @AfterEach
    void stop() {
        sqs.close();
    }

    @Test
    void showsAMessageAgainUntilItWasReceivedTooOften() {
        String url = sqs.createWithDeadLetters("work", "work-dead", 2);
        sqs.client().sendMessage(send -> send.queueUrl(url).messageBody("a"));

        List<String> counts = List.of(count(receive(url)), count(receive(url)));
        await().until(() -> receive(url).isEmpty());

        assertThat(counts).containsExactly("1", "2");
        String dead =
                sqs.client().getQueueUrl(get -> get.queueName("work-dead")).queueUrl();
        assertThat(sqs.size(dead)).isEqualTo(1);
        assertThat(sqs.size(url)).isZero();
    }

    @Test
    void hidesAReceivedMessageFromOthers() {
        String url = sqs.create("work", Map.of(QueueAttributeName.VISIBILITY_TIMEOUT, "600"));
        sqs.client().sendMessage(send -> send.queueUrl(url).messageBody("a"));
        sqs.client().receiveMessage(receive -> receive.queueUrl(url));

        List<Message> others =
                sqs.client().receiveMessage(receive -> receive.queueUrl(url)).messages();

        assertThat(others).isEmpty();
        assertThat(sqs.size(url)).isEqualTo(1);
    }

    @Test
    void saysThatAQueueIsMissing() {
        assertThatExceptionOfType(QueueDoesNotExistException.class)
                .isThrownBy(() -> sqs.client().getQueueUrl(get -> get.queueName("nowhere")));
    }

    @Test
    void refusesAPortThatIsTaken() {
        assertThatExceptionOfType(PortTakenException.class)
                .isThrownBy(() -> LocalSqs.start(sqs.endpoint().getPort()));
    }

    /** Received for no time at all, so that the next one may receive it at once. */
    private List<Message> receive(String url) {
        return sqs.client()
                .receiveMessage(receive -> receive.queueUrl(url)
                        .visibilityTimeout(0)
                        .messageSystemAttributeNames(MessageSystemAttributeName.APPROXIMATE_RECEIVE_COUNT))
                .messages();
    }

    private static String count(List<Message> received) {
        return received.get(0).attributes().get(MessageSystemAttributeName.APPROXIMATE_RECEIVE_COUNT);
    }
}
