package assignmentmailer.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import assignmentmailer.LogLines;
import assignmentmailer.mail.account.FakeClock;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.camel.health.HealthCheck;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.ChangeMessageVisibilityBatchRequestEntry;

/** What is known of the queue from the calls to it. */
class QueueCallsTest {
    private static final String URL = "https://sqs.us-east-1.amazonaws.com/111122223333/candidates";
    private static final String MESSAGE =
            "{\"Messages\":[{\"MessageId\":\"m\",\"ReceiptHandle\":\"r\",\"Body\":\"b\",\"MD5OfBody\":\"92eb5ffee6ae2fec3ad71c777531578f\"}]}";

    private final FakeClock clock = new FakeClock();
    private final MeterRegistry registry = new SimpleMeterRegistry();
    private final MessagesInFlight inFlight = new MessagesInFlight(clock);
    private final QueueMeters meters = new QueueMeters(() -> Optional.of(registry), "candidates", inFlight);
    private final WaitingMessages waiting = WaitingMessages.ofHeap();
    private final AtomicBoolean isStopping = new AtomicBoolean();
    private final QueueCalls calls = new QueueCalls(waiting, isStopping::get, clock, meters);
    private final ScriptedHttp http = new ScriptedHttp();
    private final SqsClient client = http.client(calls);

    QueueCallsTest() {
        meters.start();
    }

    @Test
    void countsReceivesAndMessages() {
        http.answer(200, MESSAGE);

        receive();
        receive();

        assertThat(registry.get("queue.receives").counter().count()).isEqualTo(2);
        assertThat(registry.get("queue.messages").counter().count()).isEqualTo(1);
        assertThat(calls.isFilled()).isFalse();
        assertThat(calls.receiving()).isZero();
    }

    @Test
    void countsAReceiveOnceWhoseMessageIsDamaged() {
        http.answer(200, MESSAGE.replace("92eb", "0000"));

        assertThatExceptionOfType(SdkException.class).isThrownBy(this::receive);

        assertThat(calls.receiving()).isZero();
    }

    @Test
    void remembersThatTheLastReceiveGotAMessage() {
        http.answer(200, MESSAGE);

        receive();

        assertThat(calls.isFilled()).isTrue();
    }

    @Test
    void pausesLongerAfterEachFailedReceiveAndNotAfterASuccess() {
        fail();
        assertThat(calls.isPausing()).isTrue();
        clock.sleep(Duration.ofMillis(500));
        assertThat(calls.isPausing()).isFalse();

        fail();
        clock.sleep(Duration.ofMillis(999));
        assertThat(calls.isPausing()).isTrue();
        clock.sleep(Duration.ofMillis(1));
        assertThat(calls.isPausing()).isFalse();

        fail();
        receive();
        assertThat(calls.isPausing()).isFalse();
    }

    @Test
    void pausesForSixteenSecondsAtTheLongest() {
        for (int i = 0; i < 40; i++) {
            fail();
        }

        clock.sleep(Duration.ofSeconds(16));

        assertThat(calls.isPausing()).isFalse();
        assertThat(calls.receiving()).isZero();
    }

    @Test
    void isNotReadyOnceReceivesHaveFailedForAMinute() throws Exception {
        QueueHealth health = new QueueHealth("queue", calls, inFlight, Duration.ofMinutes(15));
        health.setCamelContext(new DefaultCamelContext());
        fail();
        clock.sleep(Duration.ofSeconds(59));
        fail();
        assertThat(health.call().getState()).isEqualTo(HealthCheck.State.UP);

        clock.sleep(Duration.ofSeconds(1));
        HealthCheck.Result after = health.call();
        receive();

        assertThat(after.getState()).isEqualTo(HealthCheck.State.DOWN);
        assertThat(after.getMessage()).contains("ReceiveMessage of the queue has failed for 60 s");
        assertThat(health.call().getState()).isEqualTo(HealthCheck.State.UP);
    }

    /** Each message is received again after it was mailed, until the queue itself moves it away. */
    @Test
    void isNotReadyOnceDeletionsHaveFailedForAMinute() throws Exception {
        QueueHealth health = new QueueHealth("queue", calls, inFlight, Duration.ofMinutes(15));
        health.setCamelContext(new DefaultCamelContext());
        http.answer(403, "{\"__type\":\"com.amazonaws.sqs#AccessDenied\",\"message\":\"no\"}");
        assertThatExceptionOfType(SdkException.class).isThrownBy(this::delete);

        clock.sleep(Duration.ofMinutes(1));
        HealthCheck.Result after = health.call();
        http.answer(200, "{}");
        receive();
        HealthCheck.State received = health.call().getState();
        delete();

        assertThat(after.getMessage()).contains("DeleteMessage of the queue has failed for 60 s");
        assertThat(received).isEqualTo(HealthCheck.State.DOWN);
        assertThat(health.call().getState()).isEqualTo(HealthCheck.State.UP);
    }

    @Test
    void isNotReadyWhileAMessageStaysInFlight() throws Exception {
        QueueHealth health = new QueueHealth("queue", calls, inFlight, Duration.ofMinutes(15));
        health.setCamelContext(new DefaultCamelContext());
        inFlight.add("r", Instant.EPOCH);
        clock.sleep(Duration.ofMinutes(15).minusMillis(1));
        assertThat(health.call().getState()).isEqualTo(HealthCheck.State.UP);

        clock.sleep(Duration.ofMillis(1));

        assertThat(health.call().getMessage()).contains("A message of the queue has been in flight for 900 s");
        inFlight.remove("r");
        assertThat(health.call().getState()).isEqualTo(HealthCheck.State.UP);
    }

    @Test
    void logsFailuresSparinglyAndTheirEnd() {
        try (LogLines log = new LogLines(QueueCalls.class)) {
            for (int i = 0; i < 5; i++) {
                fail();
            }
            receive();

            assertThat(log.warnings()).hasSize(3).allMatch(line -> line.contains("ReceiveMessage of the queue failed"));
            assertThat(log.all())
                    .last()
                    .asString()
                    .contains("ReceiveMessage of the queue succeeds again after 5 failures");
        }
        assertThat(registry.get("queue.failures")
                        .tag("call", "ReceiveMessage")
                        .counter()
                        .count())
                .isEqualTo(5);
    }

    /** A message that has just been deleted cannot be hidden any longer. */
    @Test
    void doesNotCountVisibilityThatComesTooLate() {
        http.answer(200, failedEntry(true));
        change();
        assertThat(registry.find("queue.failures").counter()).isNull();

        http.answer(200, failedEntry(false));
        change();
        assertThat(registry.get("queue.failures")
                        .tag("call", "ChangeMessageVisibilityBatch")
                        .counter()
                        .count())
                .isEqualTo(1);
    }

    @Test
    void leavesWhatIsReceivedDuringAStopAndCountsNoFailures() {
        isStopping.set(true);
        http.answer(200, MESSAGE);

        receive();
        fail();

        assertThat(waiting.removeAll()).containsExactly("r");
        assertThat(registry.find("queue.failures").counter()).isNull();
    }

    private void receive() {
        client.receiveMessage(receive -> receive.queueUrl(URL));
    }

    private void delete() {
        client.deleteMessage(delete -> delete.queueUrl(URL).receiptHandle("r"));
    }

    private void fail() {
        http.fail();
        assertThatExceptionOfType(SdkException.class).isThrownBy(this::receive);
    }

    private void change() {
        client.changeMessageVisibilityBatch(change -> change.queueUrl(URL)
                .entries(ChangeMessageVisibilityBatchRequestEntry.builder()
                        .id("0")
                        .receiptHandle("r")
                        .build()));
    }

    private static String failedEntry(boolean isSendersFault) {
        return "{\"Successful\":[],\"Failed\":[{\"Id\":\"0\",\"SenderFault\":%s,\"Code\":\"c\",\"Message\":\"m\"}]}"
                .formatted(isSendersFault);
    }
}
