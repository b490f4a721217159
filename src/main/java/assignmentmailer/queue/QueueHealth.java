package assignmentmailer.queue;

import java.time.Duration;
import java.util.Map;
import org.apache.camel.health.HealthCheckResultBuilder;
import org.apache.camel.impl.health.AbstractHealthCheck;

/** Reports the service as not ready while the queue cannot be read, or a message stays in flight for too long. */
public final class QueueHealth extends AbstractHealthCheck {
    /** The time after which a failing queue is a problem. */
    private static final Duration UNREADABLE_AFTER = Duration.ofMinutes(1);

    private final QueueCalls calls;
    private final MessagesInFlight inFlight;
    private final Duration stalledAfter;

    public QueueHealth(QueueCalls calls, MessagesInFlight inFlight, Duration stalledAfter) {
        super("assignment-mailer", "queue");
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
        Duration failing = calls.failingFor().orElse(Duration.ZERO);
        Duration longest = inFlight.longest();
        if (failing.compareTo(UNREADABLE_AFTER) >= 0) {
            builder.message("The queue could not be read for %d s".formatted(failing.toSeconds()))
                    .down();
        } else if (longest.compareTo(stalledAfter) >= 0) {
            builder.message("A message of the queue has been in flight for %d s".formatted(longest.toSeconds()))
                    .down();
        } else {
            builder.up();
        }
    }
}
