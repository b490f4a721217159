package assignmentmailer.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import assignmentmailer.LogLines;
import assignmentmailer.mail.account.AccountCredentials;
import assignmentmailer.mail.account.NanoClock;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.sqs.SqsClient;

/** The queue while there are no credentials. */
class QueueCredentialsTest {
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    private final QueueCalls calls = new QueueCalls(
            WaitingMessages.ofHeap(),
            () -> false,
            NanoClock.SYSTEM,
            new QueueMeters(Optional::empty, "candidates", new MessagesInFlight(InstantSource.system())));

    @AfterEach
    void end() {
        timer.shutdownNow();
    }

    @Test
    void noticesThatThereAreNoCredentials() {
        AccountCredentials none = new AccountCredentials(
                () -> {
                    throw new IllegalStateException("the process ended with exit code 1");
                },
                Duration.ofSeconds(5));

        try (SqsClient client = QueueClients.create(1, Optional.of("eu-west-1"), none, timer, calls);
                LogLines log = new LogLines(QueueCalls.class)) {
            assertThatThrownBy(() -> client.receiveMessage(receive -> receive.queueUrl("http://127.0.0.1:9/1/q")))
                    .hasMessageContaining("exit code 1");

            assertThat(calls.failingFor(Duration.ZERO)).isPresent();
            assertThat(calls.isPausing()).isTrue();
            assertThat(calls.receiving()).isZero();
            assertThat(log.warnings()).singleElement().asString().contains("ReceiveMessage of the queue failed");
        }
    }
}
