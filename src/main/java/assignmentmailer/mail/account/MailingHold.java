package assignmentmailer.mail.account;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import org.apache.camel.Exchange;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Knows whether mailing is held, why, and how much time is left to mend it; and says so, less and less often. */
public final class MailingHold {
    /** The exchange property with the {@link Instant} after which what the exchange carries is lost. */
    public static final String EXPIRES = "expires";

    private static final Logger LOG = LoggerFactory.getLogger(MailingHold.class);
    private static final Duration FIRST_REMINDER = Duration.ofMinutes(1);
    private static final Duration LONGEST_REMINDER = Duration.ofHours(1);

    /** A hold that begins again so soon, for the same cause, is the same trouble. */
    private static final Duration SAME_TROUBLE = Duration.ofMinutes(1);

    /** Time to keep a record elsewhere before the stream or queue forgets it. */
    private static final Duration SPARE = Duration.ofHours(1);

    private final InstantSource clock;

    private Optional<Hold> hold = Optional.empty();
    private int times;
    private Instant lifted = Instant.MIN;
    private String lastWhy = "";
    private Instant remindAt = Instant.MIN;
    private Duration reminder = FIRST_REMINDER;

    public MailingHold(InstantSource clock) {
        this.clock = clock;
    }

    /**
     * Holds, or goes on holding, all mails.
     *
     * @param why the failure in words, without anything of a candidate's
     */
    public synchronized void begin(HoldCause cause, String why, Exchange exchange) {
        Instant now = clock.instant();
        boolean sameTrouble = why.equals(lastWhy) && !now.isAfter(lifted.plus(SAME_TROUBLE));
        if (hold.isEmpty() && !sameTrouble) {
            reminder = FIRST_REMINDER;
            remindAt = now;
        }
        times += hold.isEmpty() ? 1 : 0;
        lastWhy = why;
        Instant since = hold.map(Hold::since).orElse(now);
        hold = Optional.of(new Hold(since, cause, why, hold.flatMap(Hold::expires)));
        join(exchange);
        remind();
    }

    /** Counts an exchange among those that wait, if mailing is held. */
    synchronized void join(Exchange exchange) {
        expiry(exchange).ifPresent(expires -> hold = hold.map(held -> held.orExpires(expires)));
    }

    /** Warns that mailing is held, when that is due: at once, after a minute, then at twice the interval each time. */
    synchronized void remind() {
        Instant now = clock.instant();
        if (hold.isPresent() && !now.isBefore(remindAt)) {
            LOG.warn("{}", describe(hold.get(), now));
            remindAt = now.plus(reminder);
            reminder = reminder.multipliedBy(2).compareTo(LONGEST_REMINDER) > 0
                    ? LONGEST_REMINDER
                    : reminder.multipliedBy(2);
        }
    }

    /** Ends because SES took a mail that was sent after the hold had begun. */
    synchronized void lift(Instant sent) {
        if (hold.filter(held -> !sent.isBefore(held.since())).isPresent()) {
            end("Mailing resumes");
        }
    }

    /** Ends because SES takes probes and no mail waits that would find out more. */
    synchronized void release() {
        if (hold.isPresent()) {
            end("Mailing resumes, no mail waits");
        }
    }

    private void end(String what) {
        Instant since = hold.orElseThrow().since();
        lifted = clock.instant();
        hold = Optional.empty();
        LOG.info("{}, held for {} s", what, Duration.between(since, lifted).toSeconds());
    }

    public synchronized boolean isHeld() {
        return hold.isPresent();
    }

    /** How often mailing has been held, this time included. */
    synchronized int times() {
        return times;
    }

    /** Whether a mail that waits is about to be lost, so that all should make room for it to be found. */
    synchronized boolean isExpiring() {
        return hold.flatMap(Hold::expires).filter(this::isDue).isPresent();
    }

    /** Whether the stream or queue will forget within the hour what an exchange carries. */
    public boolean isExpired(Exchange exchange) {
        return expiry(exchange).filter(this::isDue).isPresent();
    }

    private boolean isDue(Instant expires) {
        return !clock.instant().isBefore(expires.minus(SPARE));
    }

    private static Optional<Instant> expiry(Exchange exchange) {
        return Optional.ofNullable(exchange.getProperty(EXPIRES, Instant.class));
    }

    /** Why mailing is held and since when, empty when it is not. */
    public synchronized Optional<String> description() {
        return hold.map(held -> describe(held, clock.instant()));
    }

    /** Since when mailing is held for this cause. */
    public synchronized Optional<Instant> since(HoldCause cause) {
        return hold.filter(held -> held.cause() == cause).map(Hold::since);
    }

    private static String describe(Hold held, Instant now) {
        return "Mailing is held since " + held.since() + ", nothing is lost: " + held.why()
                + held.expires()
                        .map(first -> "; "
                                + Math.max(
                                        0,
                                        Duration.between(now, first.minus(SPARE))
                                                .toMinutes())
                                + " minutes are left until the oldest record that waits becomes a dead letter")
                        .orElse("");
    }

    /**
     * One time that mailing is held.
     *
     * @param expires when the first of those that wait is lost
     */
    private record Hold(Instant since, HoldCause cause, String why, Optional<Instant> expires) {
        Hold orExpires(Instant other) {
            return new Hold(
                    since,
                    cause,
                    why,
                    Optional.of(expires.filter(other::isAfter).orElse(other)));
        }
    }
}
