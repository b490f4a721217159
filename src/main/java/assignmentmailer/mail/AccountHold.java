package assignmentmailer.mail;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.awscore.exception.AwsServiceException;

/**
 * Whether mailing is held because SES refuses our account; says so, and how much time is left to mend it.
 *
 * <p>In a route it is the processor that runs before a mail is tried again that our account was refused for. Such a
 * refusal says nothing about the mail: it does not count as one of the mail's attempts.
 */
public final class AccountHold implements Processor {
    /** The exchange property with the {@link Instant} after which what the exchange carries is lost. */
    public static final String EXPIRES = "expires";

    private static final Logger LOG = LoggerFactory.getLogger(AccountHold.class);
    private static final Duration FIRST_REMINDER = Duration.ofMinutes(1);
    private static final Duration LONGEST_REMINDER = Duration.ofHours(1);

    /** A hold that begins again so soon, for the same cause, is the same trouble. */
    private static final Duration SAME_TROUBLE = Duration.ofMinutes(1);

    private final InstantSource clock;
    private final UncountedAttempt uncounted = new UncountedAttempt();

    private Optional<Hold> hold = Optional.empty();
    private Instant lifted = Instant.MIN;
    private String lastCause = "";
    private Instant remindAt = Instant.MIN;
    private Duration reminder = FIRST_REMINDER;

    public AccountHold(InstantSource clock) {
        this.clock = clock;
    }

    @Override
    public void process(Exchange exchange) {
        begin(cause(exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Exception.class)), exchange);
        uncounted.process(exchange);
    }

    /** Holds, or goes on holding, this exchange and others for this cause. */
    synchronized void begin(String cause, Exchange exchange) {
        Instant now = clock.instant();
        boolean sameTrouble = cause.equals(lastCause) && !now.isAfter(lifted.plus(SAME_TROUBLE));
        if (hold.isEmpty() && !sameTrouble) {
            reminder = FIRST_REMINDER;
            remindAt = now;
        }
        lastCause = cause;
        Instant since = hold.map(Hold::since).orElse(now);
        hold = Optional.of(new Hold(since, cause, hold.flatMap(Hold::expires)));
        join(exchange);
        remind();
    }

    /** Counts an exchange among those that wait, if mailing is held. */
    synchronized void join(Exchange exchange) {
        Instant expires = exchange.getProperty(EXPIRES, Instant.class);
        if (expires != null) {
            hold = hold.map(held -> held.orExpires(expires));
        }
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

    /** Goes on, because a mail was taken that was sent after the hold had begun. */
    synchronized void lift(Instant sent) {
        hold.filter(held -> !sent.isBefore(held.since())).ifPresent(held -> {
            lifted = clock.instant();
            LOG.info(
                    "Mailing goes on, having been held for {} s",
                    Duration.between(held.since(), lifted).toSeconds());
            hold = Optional.empty();
        });
    }

    /** Ends because nobody waits any more who would find out that mailing goes on. */
    synchronized void release() {
        hold.ifPresent(held -> {
            lifted = clock.instant();
            LOG.info(
                    "Nobody waits any more for mailing to go on, held for {} s: the next mail finds out",
                    Duration.between(held.since(), lifted).toSeconds());
            hold = Optional.empty();
        });
    }

    synchronized boolean isHeld() {
        return hold.isPresent();
    }

    /** Why mailing is held and since when, empty when it is not. */
    public synchronized Optional<String> description() {
        return hold.map(held -> describe(held, clock.instant()));
    }

    /** Since when mailing is held. */
    public synchronized Optional<Instant> since() {
        return hold.map(Hold::since);
    }

    /** What SES said, without the request's own number. */
    private static String cause(Exception refusal) {
        return refusal instanceof AwsServiceException answer && answer.awsErrorDetails() != null
                ? answer.awsErrorDetails().errorCode() + ": "
                        + answer.awsErrorDetails().errorMessage()
                : refusal.getMessage();
    }

    private static String describe(Hold held, Instant now) {
        return "Mailing is held since " + held.since() + ", nothing is lost: " + held.cause()
                + held.expires()
                        .map(first -> "; " + Duration.between(now, first).toMinutes()
                                + " minutes are left until the oldest record that waits is gone from the stream")
                        .orElse("");
    }

    /**
     * One time that mailing is held.
     *
     * @param expires when the first of those that wait is lost
     */
    private record Hold(Instant since, String cause, Optional<Instant> expires) {
        Hold orExpires(Instant other) {
            return new Hold(
                    since, cause, Optional.of(expires.filter(other::isAfter).orElse(other)));
        }
    }
}
