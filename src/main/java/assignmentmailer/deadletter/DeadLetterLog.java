package assignmentmailer.deadletter;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangePropertyKey;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Logs and counts dead letters, kept and failed. */
public final class DeadLetterLog {
    static final String SUMMARY = "deadLetterSummary";

    private static final Logger LOG = LoggerFactory.getLogger(DeadLetterLog.class);

    private final Supplier<Optional<MeterRegistry>> registry;
    private final InstantSource clock;
    private volatile Optional<Instant> notKeptSince = Optional.empty();
    private int failures;

    /** @param registry counts dead letters; empty when metrics are off */
    public DeadLetterLog(Supplier<Optional<MeterRegistry>> registry, InstantSource clock) {
        this.registry = registry;
        this.clock = clock;
    }

    /** Returns since when dead letters cannot be kept, empty while they can. */
    Optional<Instant> notKeptSince() {
        return notKeptSince;
    }

    /** Counts and logs a kept dead letter. */
    public synchronized void kept(Exchange exchange) {
        notKeptSince = Optional.empty();
        failures = 0;
        String reason = exchange.getVariable(DeadLetterProcessor.REASON, String.class);
        registry.get().ifPresent(meters -> Counter.builder("mail.dead.letters")
                .description("Records that became dead letters")
                .tag("reason", reason)
                .register(meters)
                .increment());
        boolean isShortened = exchange.getVariable(DeadLetterShortener.SHORTENED, false, Boolean.class);
        LOG.warn(
                "{}{}",
                exchange.getVariable(SUMMARY, String.class),
                isShortened ? "; its endpoint refused the whole document, it is kept without images" : "");
    }

    /**
     * Records that a dead letter cannot be kept. Logs one line at failures 1, 2, 4, 8 and so on.
     *
     * @throws DeadLetterNotKeptException always, so that the record stays unacknowledged
     */
    public synchronized void notKept(Exchange exchange) {
        Throwable cause = exchange.getProperty(ExchangePropertyKey.EXCEPTION_CAUGHT, Throwable.class);
        failures++;
        if (notKeptSince.isEmpty()) {
            notKeptSince = Optional.of(clock.instant());
        }
        if (Integer.bitCount(failures) == 1) {
            LOG.warn(
                    "The dead letter of {} cannot be kept (failure {}), its record stays unacknowledged and is redelivered: {}",
                    exchange.getVariable("key", "a record without a key", String.class),
                    failures,
                    cause.getMessage());
        }
        throw new DeadLetterNotKeptException(cause);
    }
}
