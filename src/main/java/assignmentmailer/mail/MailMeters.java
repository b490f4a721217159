package assignmentmailer.mail;

import assignmentmailer.ledger.Ledger;
import assignmentmailer.mail.account.HoldCause;
import assignmentmailer.mail.account.MailingHold;
import assignmentmailer.mail.account.SendLimiter;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.apache.camel.support.service.ServiceSupport;

/** Publishes metrics: outcomes of mails, how long a hold and an outage of the ledger last, the quota, copies that share it. */
public final class MailMeters extends ServiceSupport {
    private final Supplier<Optional<MeterRegistry>> source;
    private final MailingHold hold;
    private final SendLimiter limiter;
    private final Supplier<Ledger> ledger;
    private final Supplier<Number> copies;
    private final InstantSource clock;
    private MeterRegistry registry = new SimpleMeterRegistry();

    /**
     * @param registry resolved at the start; empty when metrics are off
     * @param limiter knows the account's quota
     * @param ledger resolved whenever metrics are read
     * @param copies copies of the service that share the send rate now
     */
    public MailMeters(
            Supplier<Optional<MeterRegistry>> registry,
            MailingHold hold,
            SendLimiter limiter,
            Supplier<Ledger> ledger,
            Supplier<Number> copies,
            InstantSource clock) {
        this.source = registry;
        this.hold = hold;
        this.limiter = limiter;
        this.ledger = ledger;
        this.copies = copies;
        this.clock = clock;
    }

    @Override
    protected void doStart() {
        registry = source.get().orElse(registry);
        Stream.of(Event.values()).forEach(this::counter);
        for (HoldCause cause : HoldCause.values()) {
            Gauge.builder("mail.held.seconds", () -> seconds(hold.since(cause)))
                    .description("Seconds since the hold with this cause began, 0 without a hold")
                    .tag("cause", cause.tag())
                    .register(registry);
        }
        Gauge.builder(
                        "mail.ledger.unavailable.seconds",
                        () -> seconds(ledger.get().unavailableSince()))
                .description("Seconds since the ledger's writes fail, during which mails wait; 0 while they succeed")
                .register(registry);
        Gauge.builder("mail.quota.left", limiter::quotaLeft)
                .description("Mails that the account may still send today")
                .register(registry);
        Gauge.builder("mail.quota.used", limiter::quotaUsed)
                .description("Used share of the account's daily quota, from 0 to 1; 0 without a limit")
                .register(registry);
        Gauge.builder("mail.copies", copies)
                .description(
                        "Copies that share the account's send rate now, this one included; 0 while it needs no share")
                .register(registry);
    }

    void count(Event event) {
        counter(event).increment();
    }

    private Counter counter(Event event) {
        return Counter.builder(event.meter).description(event.description).register(registry);
    }

    private double seconds(Optional<Instant> start) {
        return start.map(since -> Duration.between(since, clock.instant()).toMillis() / 1000.0)
                .orElse(0.0);
    }

    /** A counted event. */
    enum Event {
        SENT("mail.sent", "Mails accepted by SES"),
        PASSED_OVER("mail.passed.over", "Candidates passed over because already mailed"),
        UNCERTAIN("mail.uncertain", "Attempts with an uncertain outcome"),
        RETRY("mail.retries", "Failed mails to be retried");

        private final String meter;
        private final String description;

        Event(String meter, String description) {
            this.meter = meter;
            this.description = description;
        }
    }
}
