package assignmentmailer.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import assignmentmailer.mail.account.FakeClock;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import org.apache.camel.Consumer;
import org.apache.camel.Endpoint;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.Message;

/** When the queue is asked for messages. */
class QueuePollingTest {
    private static final int PLACES = 3;

    private final FakeClock clock = new FakeClock();
    private final MessagesInFlight inFlight = new MessagesInFlight(clock);
    private final WaitingMessages waiting = new WaitingMessages(10);
    private final Semaphore places = new Semaphore(PLACES, true);
    private final QueueCalls calls =
            new QueueCalls(waiting, () -> false, clock, new QueueMeters(Optional::empty, "candidates", inFlight));
    private final ScriptedHttp http = new ScriptedHttp();
    private final SqsClient client = http.client(calls);
    private final QueueRedelivery redelivery = new QueueRedelivery(
            new FoundQueue(QueueInMemory.URL, Duration.ofDays(4), OptionalInt.empty()),
            client,
            Duration.ofSeconds(30),
            places,
            inFlight,
            waiting,
            Executors.newScheduledThreadPool(1));
    private final QueuePolling polling =
            new QueuePolling(calls, redelivery, () -> false, Duration.ofDays(4), places, clock);
    private final DefaultCamelContext context = new DefaultCamelContext();

    private Endpoint endpoint;
    private Consumer consumer;

    @BeforeEach
    void start() throws Exception {
        RouteBuilder.addRoutes(context, routes -> routes.from("direct:any").to("log:any"));
        context.start();
        consumer = context.getRoutes().get(0).getConsumer();
        endpoint = consumer.getEndpoint();
    }

    @AfterEach
    void stop() {
        context.stop();
    }

    @Test
    void asksAnEmptyQueueByOneThreadAlone() {
        assertThat(begin()).isTrue();
        assertThat(begin()).isFalse();

        polling.commit(consumer, endpoint, 0);

        assertThat(begin()).isTrue();
    }

    @Test
    void asksAFilledQueueByAsManyThreadsAsThereArePlaces() {
        fill();

        assertThat(begin()).isTrue();
        assertThat(begin()).isTrue();
        assertThat(begin()).isTrue();
        assertThat(begin()).isFalse();

        polling.rollback(consumer, endpoint, 0, new IllegalStateException());
        assertThat(begin()).isTrue();
    }

    @Test
    void asksNotWhileTooMuchWaitsForARetry() {
        Message message =
                Message.builder().receiptHandle("r").body("ten letter").build();
        waiting.add(message);
        assertThat(begin()).isFalse();

        waiting.remove(message);

        assertThat(begin()).isTrue();
    }

    @Test
    void asksNotAtOnceAfterAFailure() {
        http.fail();
        assertThatExceptionOfType(SdkException.class).isThrownBy(this::receive);
        assertThat(begin()).isFalse();

        clock.sleep(Duration.ofMillis(500));

        assertThat(begin()).isTrue();
    }

    @Test
    void leavesThePlaceToAMessageThatIsProcessedAgain() throws Exception {
        fill();
        places.acquire(PLACES);
        Thread again = new Thread(() -> places.acquireUninterruptibly());
        again.start();
        await().until(places::hasQueuedThreads);

        boolean mayReceive = begin();
        places.release();
        again.join();

        assertThat(mayReceive).isFalse();
        assertThat(places.availablePermits()).isZero();
    }

    /** Camel's scheduler drops a task that throws an Error, and says nothing. */
    @Test
    void isNotLiveAMinuteAfterAThreadHasDied() throws Exception {
        QueueLiveness liveness = new QueueLiveness("queue-reader", polling);
        liveness.setCamelContext(context);
        begin();
        assertThat(liveness.call().getState().name()).isEqualTo("UP");
        clock.sleep(Duration.ofSeconds(59));
        assertThat(polling.isDead()).isFalse();

        clock.sleep(Duration.ofSeconds(1));

        assertThat(liveness.call().getState().name()).isEqualTo("DOWN");
        polling.commit(consumer, endpoint, 0);
        assertThat(polling.isDead()).isFalse();
    }

    private boolean begin() {
        return polling.begin(consumer, endpoint);
    }

    private void receive() {
        client.receiveMessage(receive -> receive.queueUrl(QueueInMemory.URL));
    }

    private void fill() {
        http.answer(
                200,
                "{\"Messages\":[{\"MessageId\":\"m\",\"ReceiptHandle\":\"r\",\"Body\":\"b\",\"MD5OfBody\":\"92eb5ffee6ae2fec3ad71c777531578f\"}]}");
        receive();
    }
}
