package assignmentmailer.ledger;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tracks since when writes to the state table fail, during which all mails wait. Warns at failures 1, 2, 4, 8 and so
 * on.
 */
final class LedgerOutage {
    private static final Logger LOG = LoggerFactory.getLogger(LedgerOutage.class);

    private final InstantSource clock;
    private volatile Optional<Instant> since = Optional.empty();
    private int failures;

    LedgerOutage(InstantSource clock) {
        this.clock = clock;
    }

    /** Returns since when writes fail, empty while they succeed. */
    Optional<Instant> since() {
        return since;
    }

    synchronized void failed(LedgerUnavailableException failure) {
        failures++;
        if (since.isEmpty()) {
            since = Optional.of(clock.instant());
        }
        if (Integer.bitCount(failures) == 1) {
            LOG.warn(
                    "{} (failure {}); mails wait until the ledger can write, no candidate is lost",
                    failure.getMessage(),
                    failures);
        }
    }

    void over() {
        if (since.isPresent()) {
            end();
        }
    }

    private synchronized void end() {
        since.ifPresent(start -> LOG.info(
                "The ledger writes again, after {} s",
                Duration.between(start, clock.instant()).toSeconds()));
        since = Optional.empty();
        failures = 0;
    }
}
