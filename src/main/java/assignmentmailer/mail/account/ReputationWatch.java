package assignmentmailer.mail.account;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.camel.CamelContext;
import org.apache.camel.support.service.ServiceSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks SES every 15 minutes for the account's reputation, the interval of SES's statistics, and warns of a bad one. */
public final class ReputationWatch extends ServiceSupport {
    private static final Logger LOG = LoggerFactory.getLogger(ReputationWatch.class);
    private static final Duration INTERVAL = Duration.ofMinutes(15);
    private static final Duration UNTIL_NEXT_TRY = Duration.ofMinutes(1);

    private final CamelContext context;
    private final Supplier<Reputation> source;
    private final OptionalDouble holdAt;
    private final Supplier<Optional<MeterRegistry>> registry;
    private final NanoClock clock;
    private volatile Answer last;
    private boolean isWarned;
    private boolean isUnreadable;
    private boolean isAnswered;

    /**
     * @param source calls GetSendStatistics
     * @param holdAt the share of bounces, 0 to 1, at which mailing is held; empty for none
     * @param registry resolved at the start; empty when metrics are off
     */
    public ReputationWatch(
            CamelContext context,
            Supplier<Reputation> source,
            OptionalDouble holdAt,
            Supplier<Optional<MeterRegistry>> registry,
            NanoClock clock) {
        this.clock = clock;
        this.last = new Answer(Reputation.UNKNOWN, clock.nanos());
        this.context = context;
        this.source = source;
        this.holdAt = holdAt;
        this.registry = registry;
    }

    @Override
    protected void doStart() {
        registry.get().ifPresent(this::register);
        context.getExecutorServiceManager()
                .newSingleThreadScheduledExecutor(this, "reputation")
                .scheduleWithFixedDelay(this::askIfDue, 0, UNTIL_NEXT_TRY.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void register(MeterRegistry meters) {
        Gauge.builder("mail.account.mails", () -> reputation().sent())
                .description("The account's mails of 24 hours, by SES's statistics")
                .register(meters);
        Gauge.builder("mail.account.bounce.rate", () -> reputation().bounceRate())
                .description("Share of the account's mails of 24 hours that bounced, by SES's statistics")
                .register(meters);
        Gauge.builder("mail.account.complaint.rate", () -> reputation().complaintRate())
                .description("Share of the account's mails of 24 hours that were reported as spam, by SES's statistics")
                .register(meters);
    }

    /** Returns why mailing is to be held for the account's reputation, empty while it is good enough. */
    public Optional<String> refusal() {
        return reputation().refusal(holdAt);
    }

    /** Returns the last answer while any of its mails may be one of the last 24 hours. */
    private Reputation reputation() {
        Answer answer = last;
        return answer.age(clock).compareTo(Reputation.WINDOW) < 0 ? answer.reputation() : Reputation.UNKNOWN;
    }

    /** Asks unless the last answer is recent. */
    void askIfDue() {
        if (!isAnswered || last.age(clock).compareTo(INTERVAL) >= 0) {
            ask();
        }
    }

    /** Asks once; without an answer, the last one stays. */
    void ask() {
        try {
            last = new Answer(source.get(), clock.nanos());
            isAnswered = true;
            isUnreadable = false;
            warn();
        } catch (RuntimeException | Error failure) {
            if (!isUnreadable && !context.isStopping()) {
                LOG.warn(
                        "The account's bounces and complaints cannot be read: allow ses:GetSendStatistics ({})",
                        failure.getMessage());
            }
            isAnswered = false;
            isUnreadable = true;
        }
    }

    private void warn() {
        Reputation now = reputation();
        boolean isBad = now.isWorthAWarning();
        if (isBad && !isWarned) {
            LOG.warn("{}: AWS reviews accounts at 5 % and 0.1 %, and may pause them", now);
        } else if (isWarned && !isBad) {
            LOG.info("{}: below the warning level again", now);
        }
        isWarned = isBad;
    }

    /** @param nanos when SES gave it */
    private record Answer(Reputation reputation, long nanos) {
        Duration age(NanoClock clock) {
            return Duration.ofNanos(clock.nanos() - nanos);
        }
    }
}
