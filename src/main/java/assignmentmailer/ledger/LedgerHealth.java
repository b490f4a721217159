package assignmentmailer.ledger;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.camel.health.HealthCheckResultBuilder;
import org.apache.camel.impl.health.AbstractHealthCheck;

/** Reports the service as not ready when the ledger's writes have failed for a minute. */
public final class LedgerHealth extends AbstractHealthCheck {
    private static final Duration TOLERATED = Duration.ofMinutes(1);

    private final Supplier<Ledger> ledger;
    private final InstantSource clock;

    /** @param ledger resolved on each health check */
    public LedgerHealth(Supplier<Ledger> ledger, InstantSource clock) {
        super("assignment-mailer", "ledger");
        this.ledger = ledger;
        this.clock = clock;
    }

    @Override
    protected void doCall(HealthCheckResultBuilder builder, Map<String, Object> options) {
        Optional<Instant> since = ledger.get().unavailableSince().filter(start -> start.plus(TOLERATED)
                .isBefore(clock.instant()));
        since.ifPresentOrElse(
                start -> builder.message(
                                "The ledger's writes to the state table have failed since " + start + ": mails wait")
                        .down(),
                builder::up);
    }
}
