package assignmentmailer.mail.account;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import org.apache.camel.Exchange;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The hold on all mailing: whether one is in force, its cause, and the time left until records expire. Logs reminders
 * at growing intervals.
 */
public final class MailingHold {
    /** The exchange property with the {@link Instant} at which the stream may forget the record. */
    public static final String EXPIRES = "expires";

    private static final Logger LOG = LoggerFactory.getLogger(MailingHold.class);
    private static final Duration FIRST_REMINDER = Duration.ofMinutes(1);
    private static final Duration LONGEST_REMINDER = Duration.ofHours(1);

    /** A hold that begins again within this time, with the same message, continues the previous one's reminders. */
    private static final Duration SAME_HOLD = Duration.ofMinutes(1);

    /** The time reserved for storing a dead letter before the stream forgets the record. */
    private static final Duration DEAD_LETTER_RESERVE = Duration.ofHours(1);

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
     * Begins or continues a hold.
     *
     * @param why the failure's message, without personal data
     */
    public synchronized void begin(HoldCause cause, String why, Exchange exchange) {
        Instant now = clock.instant();
        boolean continuesLast = why.equals(lastWhy) && !now.isAfter(lifted.plus(SAME_HOLD));
        if (hold.isEmpty() && !continuesLast) {
            reminder = FIRST_REMINDER;
            remindAt = now;
        }
        times += hold.isEmpty() ? 1 : 0;
        lastWhy = why;
        Instant since = hold.map(Hold::since).orElse(now);
        hold = Optional.of(new Hold(since, cause, why, hold.flatMap(Hold::expires)));
        addExpiry(exchange);
        remind();
    }

    /** Adds an exchange's expiry to the hold, if one is in force. */
    synchronized void addExpiry(Exchange exchange) {
        expiry(exchange).ifPresent(expires -> hold = hold.map(held -> held.withExpiry(expires)));
    }

    /** Logs a warning when due: at once, after a minute, then at doubling intervals. */
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

    /**
     * Ends because SES took a mail that was sent after the hold had begun.
     *
     * @param timesHeld how often mailing had been held when the mail was sent: no clock that is set back keeps it held
     */
    synchronized void lift(int timesHeld) {
        if (hold.isPresent() && timesHeld == times) {
            end("Mailing resumes");
        }
    }

    /** Ends the hold because SES accepts probes and no other mail waits for a trial. */
    synchronized void release() {
        if (hold.isPresent()) {
            end("Mailing resumes, SES takes probes");
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

    /** Returns the number of holds so far, the current one included. */
    synchronized int times() {
        return times;
    }

    /** Returns whether a waiting record is about to expire, so that waiting mails give up their places for it. */
    synchronized boolean isExpiring() {
        return hold.flatMap(Hold::expires).filter(this::isDue).isPresent();
    }

    /** Returns whether an exchange's record expires within an hour. */
    public boolean isExpired(Exchange exchange) {
        return expiry(exchange).filter(this::isDue).isPresent();
    }

    private boolean isDue(Instant expires) {
        return !clock.instant().isBefore(expires.minus(DEAD_LETTER_RESERVE));
    }

    private static Optional<Instant> expiry(Exchange exchange) {
        return Optional.ofNullable(exchange.getProperty(EXPIRES, Instant.class));
    }

    /** Returns the hold's start and cause, empty without a hold. */
    public synchronized Optional<String> description() {
        return hold.map(held -> describe(held, clock.instant()));
    }

    /** Returns the start of a hold with this cause. */
    public synchronized Optional<Instant> since(HoldCause cause) {
        return hold.filter(held -> held.cause() == cause).map(Hold::since);
    }

    private static String describe(Hold held, Instant now) {
        return "Mailing is held since " + held.since() + ", nothing is lost: " + held.why()
                + held.expires()
                        .map(first -> "; "
                                + Math.max(
                                        0,
                                        Duration.between(now, first.minus(DEAD_LETTER_RESERVE))
                                                .toMinutes())
                                + " minutes are left until the oldest waiting record becomes a dead letter")
                        .orElse("");
    }

    /**
     * One hold.
     *
     * @param expires the earliest expiry of the waiting records
     */
    private record Hold(Instant since, HoldCause cause, String why, Optional<Instant> expires) {
        Hold withExpiry(Instant other) {
            return new Hold(
                    since,
                    cause,
                    why,
                    Optional.of(expires.filter(other::isAfter).orElse(other)));
        }
    }
}
