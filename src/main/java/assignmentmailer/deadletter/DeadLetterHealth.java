package assignmentmailer.deadletter;

import java.util.Map;
import java.util.function.Supplier;
import org.apache.camel.health.HealthCheckResultBuilder;
import org.apache.camel.impl.health.AbstractHealthCheck;

/** Reports the service as not ready while dead letters cannot be kept. */
public final class DeadLetterHealth extends AbstractHealthCheck {
    private final Supplier<DeadLetterLog> log;

    /** @param log resolved on each health check */
    public DeadLetterHealth(Supplier<DeadLetterLog> log) {
        super("assignment-mailer", "dead-letters");
        this.log = log;
    }

    @Override
    protected void doCall(HealthCheckResultBuilder builder, Map<String, Object> options) {
        log.get()
                .notKeptSince()
                .ifPresentOrElse(
                        since -> builder.message("Dead letters cannot be kept since " + since
                                        + ": their records stay unacknowledged")
                                .down(),
                        builder::up);
    }
}
