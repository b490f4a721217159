package assignmentmailer.mailevents;

import assignmentmailer.ledger.MailEventKind;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.apache.camel.support.service.ServiceSupport;

/** Publishes the metrics of SES's events: those that the ledger noted, those passed over, and how late they are. */
public final class MailEventMeters extends ServiceSupport {
    private final Supplier<Optional<MeterRegistry>> source;
    private final Supplier<Duration> age;
    private MeterRegistry registry = new SimpleMeterRegistry();

    /**
     * @param registry resolved at the start; empty when metrics are off
     * @param age the time since the oldest event in process was put into the queue
     */
    public MailEventMeters(Supplier<Optional<MeterRegistry>> registry, Supplier<Duration> age) {
        this.source = registry;
        this.age = age;
    }

    @Override
    protected void doStart() {
        registry = source.get().orElse(registry);
        Stream.of(MailEventKind.values()).forEach(this::counter);
        Stream.of(PassedOver.values()).forEach(this::counter);
        unreadable();
        Gauge.builder("mail.events.age.seconds", () -> age.get().toMillis() / 1000.0)
                .description("Time since the oldest event in process was put into the queue, 0 without one")
                .register(registry);
    }

    void noted(MailEventKind kind) {
        counter(kind).increment();
    }

    void passedOver(PassedOver why) {
        counter(why).increment();
    }

    void keptUnread() {
        unreadable().increment();
    }

    private Counter counter(MailEventKind kind) {
        return Counter.builder("mail.events")
                .description("Events of SES about mails of this service")
                .tag("event", kind.word())
                .register(registry);
    }

    private Counter counter(PassedOver why) {
        return Counter.builder("mail.events.passed.over")
                .description("Messages of the events' queue that change no ledger entry")
                .tag("reason", why.tag())
                .register(registry);
    }

    private Counter unreadable() {
        return Counter.builder("mail.events.unreadable")
                .description("Messages of the events' queue that are no events, and are kept")
                .register(registry);
    }
}
