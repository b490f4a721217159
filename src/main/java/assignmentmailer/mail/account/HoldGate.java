package assignmentmailer.mail.account;

import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Predicate;
import org.apache.camel.Exchange;

/**
 * Makes mails wait during a hold, and admits one as a trial after each accepted probe. Mails that have not failed yet
 * go first, so that a few that always fail cannot prevent the end of the hold.
 */
final class HoldGate {
    /** The delay of a mail that gives its place to records about to expire. */
    private static final Duration DELAY_FOR_EXPIRING = Duration.ofMinutes(1);

    /** The interval at which a waiting mail checks for a change. */
    private static final Duration CHECK_INTERVAL = Duration.ofMillis(100);

    private static final int NEVER = -1;

    private final MailingHold hold;
    private final Predicate<Exchange> hasFailed;
    private final Duration betweenProbes;
    private final NanoClock clock;
    private int openFor = NEVER;
    private int waitingFirstAttempts;

    HoldGate(MailingHold hold, Predicate<Exchange> hasFailed, Duration betweenProbes, NanoClock clock) {
        this.hold = hold;
        this.hasFailed = hasFailed;
        this.betweenProbes = betweenProbes;
        this.clock = clock;
    }

    /** Opens the gate for one mail of the current hold. */
    synchronized void open() {
        openFor = hold.times();
    }

    synchronized boolean isOpen() {
        return openFor == hold.times();
    }

    /**
     * Returns true when this mail is admitted as a trial, false when the hold has ended.
     *
     * @throws MailDeferredException when the mail gives its place to others
     * @throws MailExpiredException when the record expires within an hour
     * @throws RejectedExecutionException when the service is stopping
     */
    boolean await(Exchange exchange) throws InterruptedException {
        hold.addExpiry(exchange);
        return hasFailed.test(exchange) ? admitRetry(exchange) : awaitFirstAttempt(exchange);
    }

    private boolean admitRetry(Exchange exchange) {
        checkExpiry(exchange);
        if (!take(true) && hold.isHeld()) {
            // Twice per probe interval, so that a mail is present when the gate opens.
            throw new MailDeferredException("Mailing is held", betweenProbes.dividedBy(2), null);
        }
        return hold.isHeld();
    }

    private boolean awaitFirstAttempt(Exchange exchange) throws InterruptedException {
        enter();
        try {
            while (hold.isHeld()) {
                checkExpiry(exchange);
                if (exchange.getContext().isStopping()) {
                    throw new RejectedExecutionException("The service is stopping");
                }
                if (take(false)) {
                    return true;
                }
                if (hold.isExpiring()) {
                    throw new MailDeferredException(
                            "Mailing is held, and other records are about to expire", DELAY_FOR_EXPIRING, null);
                }
                clock.sleep(CHECK_INTERVAL);
            }
            return false;
        } finally {
            leave();
        }
    }

    private void checkExpiry(Exchange exchange) {
        if (hold.isExpired(exchange)) {
            throw new MailExpiredException(hold.description().orElse("Mailing was held"));
        }
    }

    /** Counts a waiting mail that has not failed yet. */
    private synchronized void enter() {
        waitingFirstAttempts++;
    }

    private synchronized void leave() {
        waitingFirstAttempts--;
    }

    private synchronized boolean take(boolean hasFailedBefore) {
        if (!isOpen() || hasFailedBefore && waitingFirstAttempts > 0) {
            return false;
        }
        openFor = NEVER;
        return true;
    }
}
