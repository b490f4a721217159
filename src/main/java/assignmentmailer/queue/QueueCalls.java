package assignmentmailer.queue;

import assignmentmailer.mail.account.NanoClock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.SdkResponse;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttribute;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.core.interceptor.SdkExecutionAttribute;
import software.amazon.awssdk.services.sqs.model.BatchResultErrorEntry;
import software.amazon.awssdk.services.sqs.model.ChangeMessageVisibilityBatchResponse;
import software.amazon.awssdk.services.sqs.model.ReceiveMessageRequest;
import software.amazon.awssdk.services.sqs.model.ReceiveMessageResponse;

/** Observes the calls to the queue: counts them, knows since when receives fail, and logs failures sparingly. */
public final class QueueCalls implements ExecutionInterceptor {
    private static final Logger LOG = LoggerFactory.getLogger(QueueCalls.class);
    private static final ExecutionAttribute<Boolean> RECEIVING = new ExecutionAttribute<>("QueueReceiving");
    private static final String RECEIVE = "ReceiveMessage";
    private static final Duration FIRST_PAUSE = Duration.ofMillis(500);
    private static final int MOST_DOUBLINGS = 5;

    private final WaitingMessages waiting;
    private final BooleanSupplier isStopping;
    private final NanoClock clock;
    private final QueueMeters meters;

    /** The calls without which messages are not mailed, or are received again after they were. */
    private static final List<String> ESSENTIAL = List.of(RECEIVE, "DeleteMessage");

    /** By call. */
    private final Map<String, Failures> failures = new ConcurrentHashMap<>();

    private int receiving;
    private boolean isFilled;
    private Optional<Long> lastEmpty = Optional.empty();

    /**
     * @param waiting takes the messages that are received while the service stops, since Camel drops those
     * @param isStopping whether the service is stopping
     */
    public QueueCalls(WaitingMessages waiting, BooleanSupplier isStopping, NanoClock clock, QueueMeters meters) {
        this.waiting = waiting;
        this.isStopping = isStopping;
        this.clock = clock;
        this.meters = meters;
    }

    /** Returns the number of receives that wait for messages. */
    synchronized int receiving() {
        return receiving;
    }

    /** Returns whether the last receive that ended got a message, so that more are likely. */
    synchronized boolean isFilled() {
        return isFilled;
    }

    /** Returns the time since the queue was last found empty, empty when it never was. */
    synchronized Optional<Duration> sinceEmpty() {
        return lastEmpty.map(at -> Duration.ofNanos(clock.nanos() - at));
    }

    /** Returns the first essential call that has failed for this time or longer, and for how long; empty when none has. */
    Optional<FailingCall> failingFor(Duration least) {
        long now = clock.nanos();
        return ESSENTIAL.stream()
                .flatMap(call -> Optional.ofNullable(failures.get(call)).stream()
                        .map(failed -> new FailingCall(call, Duration.ofNanos(now - failed.since()))))
                .filter(failing -> failing.time().compareTo(least) >= 0)
                .findFirst();
    }

    /** Returns whether a receive has just failed: the next ones follow after 0.5 to 16 seconds. */
    boolean isPausing() {
        Failures failed = failures.get(RECEIVE);
        return failed != null
                && clock.nanos() - failed.last()
                        < FIRST_PAUSE.toNanos() << Math.min(failed.inARow() - 1, MOST_DOUBLINGS);
    }

    @Override
    public void beforeExecution(Context.BeforeExecution call, ExecutionAttributes attributes) {
        if (call.request() instanceof ReceiveMessageRequest) {
            begin();
            attributes.putAttribute(RECEIVING, true);
        }
    }

    @Override
    public void afterExecution(Context.AfterExecution call, ExecutionAttributes attributes) {
        SdkResponse response = call.response();
        if (response instanceof ReceiveMessageResponse received) {
            end(!received.messages().isEmpty(), attributes);
            if (received.messages().isEmpty()) {
                foundEmpty();
            }
            meters.received(received.messages().size());
            if (isStopping.getAsBoolean()) {
                received.messages().forEach(message -> waiting.leave(message.receiptHandle()));
            }
        }
        Optional<String> failure = response instanceof ChangeMessageVisibilityBatchResponse changed
                ? failureIn(changed.failed())
                : Optional.empty();
        failure.ifPresentOrElse(why -> failed(name(attributes), why), () -> succeeded(name(attributes)));
    }

    /** Passes over the sender's faults: the message was deleted meanwhile, or has been in flight for 12 hours. */
    private static Optional<String> failureIn(List<BatchResultErrorEntry> entries) {
        return entries.stream()
                .filter(entry -> !entry.senderFault())
                .map(BatchResultErrorEntry::message)
                .findFirst();
    }

    @Override
    public void onExecutionFailure(Context.FailedExecution call, ExecutionAttributes attributes) {
        if (call.request() instanceof ReceiveMessageRequest) {
            end(false, attributes);
        }
        if (!isStopping.getAsBoolean()) {
            failed(name(attributes), call.exception().getMessage());
        }
    }

    private synchronized void begin() {
        receiving++;
    }

    /** The SDK may report a failure after a success: the checksum of a message is verified last. */
    private synchronized void end(boolean hasMessages, ExecutionAttributes attributes) {
        if (attributes.getAttribute(RECEIVING)) {
            attributes.putAttribute(RECEIVING, false);
            receiving--;
        }
        isFilled = hasMessages;
    }

    private synchronized void foundEmpty() {
        lastEmpty = Optional.of(clock.nanos());
    }

    /** Notes that a call has no credentials: no receive succeeds without, and the SDK calls no interceptor for these. */
    void lacksCredentials(RuntimeException failure) {
        if (!isStopping.getAsBoolean()) {
            failed(RECEIVE, failure.getMessage());
        }
    }

    private void failed(String call, String why) {
        long now = clock.nanos();
        int times = failures.compute(
                        call, (name, before) -> before == null ? new Failures(1, now, now) : before.and(now))
                .inARow();
        meters.failed(call);
        if (Integer.bitCount(times) == 1) {
            LOG.warn("{} of the queue failed ({} in a row), it is tried again: {}", call, times, why);
        }
    }

    private void succeeded(String call) {
        Failures before = failures.remove(call);
        if (before != null) {
            LOG.info("{} of the queue succeeds again after {} failures", call, before.inARow());
        }
    }

    private static String name(ExecutionAttributes attributes) {
        return attributes.getAttribute(SdkExecutionAttribute.OPERATION_NAME);
    }

    /** @param since the nanoseconds of the first failure in a row */
    private record Failures(int inARow, long since, long last) {
        Failures and(long now) {
            return new Failures(inARow + 1, since, now);
        }
    }

    /** @param call as AWS names the operation */
    record FailingCall(String call, Duration time) {}
}
