package assignmentmailer.mail;

import assignmentmailer.mail.account.HoldCause;
import assignmentmailer.mail.account.MailingHold;
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

/** Publishes metrics: outcomes of mails, cause and duration of a hold, quota left, copies that share it. */
public final class MailMeters extends ServiceSupport {
    private final Supplier<Optional<MeterRegistry>> source;
    private final MailingHold hold;
    private final Supplier<Number> quotaLeft;
    private final Supplier<Number> copies;
    private final InstantSource clock;
    private MeterRegistry registry = new SimpleMeterRegistry();

    /**
     * @param registry resolved at the start; empty when metrics are off
     * @param quotaLeft mails that the account may still send today
     * @param copies copies of the service that share the send rate now
     */
    public MailMeters(
            Supplier<Optional<MeterRegistry>> registry,
            MailingHold hold,
            Supplier<Number> quotaLeft,
            Supplier<Number> copies,
            InstantSource clock) {
        this.source = registry;
        this.hold = hold;
        this.quotaLeft = quotaLeft;
        this.copies = copies;
        this.clock = clock;
    }

    @Override
    protected void doStart() {
        registry = source.get().orElse(registry);
        Stream.of(Event.values()).forEach(this::counter);
        for (HoldCause cause : HoldCause.values()) {
            Gauge.builder("mail.held.seconds", () -> seconds(hold, cause, clock.instant()))
                    .description("Seconds since the hold with this cause began, 0 without a hold")
                    .tag("cause", cause.tag())
                    .register(registry);
        }
        Gauge.builder("mail.quota.left", quotaLeft)
                .description("Mails that the account may still send today")
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

    private static double seconds(MailingHold hold, HoldCause cause, Instant now) {
        return hold.since(cause)
                .map(since -> Duration.between(since, now).toMillis() / 1000.0)
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
