package assignmentmailer.queue;

import assignmentmailer.queue.QueueCalls.FailingCall;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.apache.camel.health.HealthCheckResultBuilder;
import org.apache.camel.impl.health.AbstractHealthCheck;

/**
 * Reports the service as not ready while messages cannot be received or deleted, or a message stays in flight for too
 * long.
 */
public final class QueueHealth extends AbstractHealthCheck {
    /** The time after which a failing call is a problem. */
    private static final Duration FAILING_AFTER = Duration.ofMinutes(1);

    private final QueueCalls calls;
    private final MessagesInFlight inFlight;
    private final Duration stalledAfter;

    /** @param id what is read: {@code queue} */
    public QueueHealth(String id, QueueCalls calls, MessagesInFlight inFlight, Duration stalledAfter) {
        super("assignment-mailer", id);
        this.calls = calls;
        this.inFlight = inFlight;
        this.stalledAfter = stalledAfter;
    }

    @Override
    public boolean isLiveness() {
        return false;
    }

    @Override
    protected void doCall(HealthCheckResultBuilder builder, Map<String, Object> options) {
        Optional<FailingCall> failing = calls.failingFor(FAILING_AFTER);
        Duration longest = inFlight.longest();
        if (failing.isPresent()) {
            builder.message("%s of the %s has failed for %d s"
                            .formatted(
                                    failing.get().call(),
                                    getId(),
                                    failing.get().time().toSeconds()))
                    .down();
        } else if (longest.compareTo(stalledAfter) >= 0) {
            builder.message("A message of the %s has been in flight for %d s".formatted(getId(), longest.toSeconds()))
                    .down();
        } else {
            builder.up();
        }
    }
}
