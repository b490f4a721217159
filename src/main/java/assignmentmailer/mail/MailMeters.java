package assignmentmailer.mail;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** Shows whether mailing is held, and what the account may still send. */
final class MailMeters {
    private MailMeters() {}

    static void show(MeterRegistry registry, AccountHold hold, AccountQuota quota, InstantSource clock) {
        Gauge.builder("mail.held.seconds", () -> seconds(hold, clock.instant()))
                .description("How long mailing is held, 0 when it is not")
                .register(registry);
        Gauge.builder("mail.quota.left", () -> quota.now().left())
                .description("Mails that the account may still send today")
                .register(registry);
    }

    private static double seconds(AccountHold hold, Instant now) {
        return hold.since()
                .map(since -> Duration.between(since, now).toMillis() / 1000.0)
                .orElse(0.0);
    }
}
