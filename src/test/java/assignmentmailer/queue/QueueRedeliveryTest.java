package assignmentmailer.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import assignmentmailer.mail.account.MailDeferredException;
import assignmentmailer.mail.account.MailingHold;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.OptionalInt;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.sqs.model.SqsException;

/** A message whose exchange fails, in a route with Camel's own consumer. */
class QueueRedeliveryTest {
    private static final Duration UNTIL_FOUND = Duration.ofSeconds(30);
    private static final Duration RETENTION = Duration.ofDays(4);

    private final QueueInMemory queue = new QueueInMemory();
    private final Semaphore places = new Semaphore(2, true);
    private final MessagesInFlight inFlight = new MessagesInFlight(InstantSource.system());
    private final WaitingMessages waiting = WaitingMessages.ofHeap();
    private final QueueRedelivery redelivery = new QueueRedelivery(
            new FoundQueue(QueueInMemory.URL, RETENTION, OptionalInt.empty()),
            queue,
            UNTIL_FOUND,
            places,
            inFlight,
            waiting,
            Executors.newScheduledThreadPool(2));
    private final Queue<Exception> failures = new ConcurrentLinkedQueue<>();
    private final List<Instant> expiries = new CopyOnWriteArrayList<>();
    private final List<String> bodies = new CopyOnWriteArrayList<>();
    private final DefaultCamelContext context = new DefaultCamelContext();

    @BeforeEach
    void start() throws Exception {
        context.getRegistry().bind("queueClient", queue);
        context.addService(redelivery);
        RouteBuilder.addRoutes(context, routes -> {
            routes.errorHandler(routes.noErrorHandler());
            routes.from("aws2-sqs:candidates?amazonSQSClient=#queueClient&attributeNames=SentTimestamp"
                            + "&maxMessagesPerPoll=1&initialDelay=0&delay=10&queueUrl=" + QueueInMemory.URL)
                    .process(redelivery)
                    .process(exchange -> {
                        expiries.add(exchange.getProperty(MailingHold.EXPIRES, Instant.class));
                        bodies.add(exchange.getMessage().getBody(String.class));
                        exchange.getMessage().setBody("changed");
                        if (!failures.isEmpty()) {
                            throw failures.remove();
                        }
                    });
        });
        context.start();
    }

    @AfterEach
    void stop() {
        context.stop();
    }

    @Test
    void processesTheSameMessageAgainWithoutAnotherReceive() {
        failures.add(deferred(Duration.ofMillis(1)));
        failures.add(deferred(Duration.ofMillis(1)));

        queue.send("a", 1_000);

        await().until(() -> queue.deleted.equals(List.of("a")));
        assertThat(bodies).containsExactly("body of a", "body of a", "body of a");
        // the delay, rounded up, and as long as a process that has died would hide it
        assertThat(queue.hidden).containsExactly(31, 31);
        assertThat(inFlight.size()).isZero();
        assertThat(redelivery.polled()).isZero();
        assertThat(places.availablePermits()).isEqualTo(2);
    }

    @Test
    void notesWhenTheQueueForgetsTheMessage() {
        queue.send("a", 1_000);

        await().until(() -> queue.deleted.equals(List.of("a")));

        assertThat(expiries).containsExactly(Instant.ofEpochMilli(1_000).plus(RETENTION));
    }

    @Test
    void waitsWithoutAThreadWhileOthersAreProcessed() {
        failures.add(deferred(Duration.ofHours(1)));

        queue.send("a", 1_000);
        queue.send("b", 2_000);

        await().until(() -> queue.deleted.equals(List.of("b")));
        assertThat(queue.hidden).containsExactly(3_630);
        assertThat(inFlight.size()).isEqualTo(1);
    }

    @Test
    void hidesAMessageForThirtySecondsAfterAnyOtherFailure() {
        failures.add(new IllegalStateException("a bug"));

        queue.send("a", 1_000);

        await().until(() -> queue.hidden.equals(List.of(60)));
        assertThat(queue.deleted).isEmpty();
    }

    @Test
    void leavesAMessageToTheQueueWhenItCannotBeHiddenForLonger() {
        queue.refuse(SqsException.builder()
                .awsErrorDetails(AwsErrorDetails.builder()
                        .errorCode("InvalidParameterValue")
                        .errorMessage("Total VisibilityTimeout for the message is beyond the limit [43200 seconds]")
                        .build())
                .statusCode(400)
                .build());
        failures.add(deferred(Duration.ofMillis(1)));

        queue.send("a", 1_000);
        queue.send("b", 2_000);

        await().until(() -> queue.deleted.equals(List.of("b")));
        await().until(() -> inFlight.size() == 0);
        assertThat(bodies).containsExactly("body of a", "body of b");
    }

    @Test
    void processesAMessageAgainAlthoughTheQueueCannotBeReached() {
        queue.refuse(SdkClientException.create("no route to host"));
        failures.add(deferred(Duration.ofMillis(1)));

        queue.send("a", 1_000);

        await().until(() -> queue.deleted.equals(List.of("a")));
        assertThat(bodies).hasSize(2);
    }

    @Test
    void givesWhatWaitsBackWhenItIsStopped() {
        for (int i = 0; i < 12; i++) {
            failures.add(deferred(Duration.ofHours(1)));
            queue.send("m" + i, 1_000);
        }
        await().until(() -> queue.hidden.size() == 12);

        context.stop();

        assertThat(queue.released).hasSize(12).contains("m0", "m11");
        assertThat(queue.batches).containsExactly(10, 2);
    }

    private static MailDeferredException deferred(Duration delay) {
        return new MailDeferredException("later", delay, null);
    }
}
