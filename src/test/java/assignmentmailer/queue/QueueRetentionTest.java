package assignmentmailer.queue;

import static org.assertj.core.api.Assertions.assertThat;

import assignmentmailer.mail.account.FakeClock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import org.apache.camel.component.aws2.sqs.Sqs2Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.InterceptorContext;
import software.amazon.awssdk.core.interceptor.SdkExecutionAttribute;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.ReceiveMessageRequest;
import software.amazon.awssdk.services.sqs.model.ReceiveMessageResponse;

/** A queue that keeps messages for four days. */
class QueueRetentionTest {
    private static final Duration RETENTION = Duration.ofDays(4);

    private final FakeClock clock = new FakeClock();
    private final MessagesInFlight inFlight = new MessagesInFlight(clock);
    private final WaitingMessages waiting = WaitingMessages.ofHeap();
    private final Semaphore places = new Semaphore(2, true);
    private final ScheduledExecutorService executor = Executors.newSingleThreadScheduledExecutor();
    private final QueueCalls calls =
            new QueueCalls(waiting, () -> false, clock, new QueueMeters(Optional::empty, "candidates", inFlight));
    private final QueueRedelivery redelivery = new QueueRedelivery(
            new FoundQueue("http://sqs/1/candidates", RETENTION, OptionalInt.empty()),
            new SqsStub(500, "InternalFailure"),
            Duration.ofSeconds(30),
            places,
            inFlight,
            waiting,
            executor);

    private boolean isHeld;
    private final QueuePolling polling = new QueuePolling(calls, redelivery, () -> isHeld, RETENTION, places, clock);

    @AfterEach
    void end() {
        executor.shutdownNow();
    }

    @Test
    void doesNotReceiveDuringAHoldOfAQueueThatWasEmptyBefore() {
        receive();
        isHeld = true;

        clock.sleep(Duration.ofHours(47));

        assertThat(begins()).isFalse();
    }

    /** Otherwise the queue would delete, after four days, messages that nobody has received. */
    @Test
    void receivesDuringAHoldWhatTheQueueMayForget() {
        receive();
        isHeld = true;

        clock.sleep(Duration.ofHours(49));

        assertThat(begins()).isTrue();
    }

    @Test
    void receivesDuringAHoldWhereTheAgeOfTheBacklogIsUnknown() {
        isHeld = true;
        assertThat(begins()).isTrue();

        receive(Message.builder().receiptHandle("one").build());
        polling.commit(null, null, 1);

        assertThat(begins()).isTrue();
    }

    @Test
    void leavesDuringAHoldThePlacesOfMessagesThatWait() {
        isHeld = true;
        for (String receipt : List.of("one", "other")) {
            waiting.add(Message.builder().receiptHandle(receipt).body("{}").build());
        }

        assertThat(begins()).isFalse();

        isHeld = false;
        assertThat(begins()).isTrue();
    }

    private boolean begins() {
        return polling.begin((Sqs2Consumer) null, null);
    }

    private void receive(Message... messages) {
        ExecutionAttributes attributes = new ExecutionAttributes();
        attributes.putAttribute(SdkExecutionAttribute.OPERATION_NAME, "ReceiveMessage");
        InterceptorContext call = InterceptorContext.builder()
                .request(ReceiveMessageRequest.builder().build())
                .response(ReceiveMessageResponse.builder().messages(messages).build())
                .build();
        calls.beforeExecution((Context.BeforeExecution) call, attributes);
        calls.afterExecution(call, attributes);
    }
}
