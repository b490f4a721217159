package assignmentmailer.mail.account;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.RejectedExecutionException;
import org.apache.camel.Exchange;

/**
 * Makes mails wait during a hold, and admits one as a trial after each accepted probe. Mails that have not failed yet
 * go first, and none twice in a row while others wait, so that a few that always fail cannot prevent the end of the hold.
 */
final class HoldGate {
    /** The delay of a mail that gives its place to records about to expire. */
    private static final Duration DELAY_FOR_EXPIRING = Duration.ofMinutes(1);

    /** The interval at which a waiting mail checks for a change. */
    private static final Duration CHECK_INTERVAL = Duration.ofMillis(100);

    private static final int NEVER = -1;

    private final MailingHold hold;
    private final MailHistory history;
    private final Duration betweenProbes;
    private final NanoClock clock;
    private int openFor = NEVER;
    private int waitingFirstAttempts;
    private String last = "";

    /** When each failed mail was turned away last, oldest first; a waiting mail returns within a probe interval. */
    private final Map<String, Long> turnedAway = new LinkedHashMap<>();

    HoldGate(MailingHold hold, MailHistory history, Duration betweenProbes, NanoClock clock) {
        this.hold = hold;
        this.history = history;
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
        return history.hasFailed(exchange) ? admitRetry(exchange) : awaitFirstAttempt(exchange);
    }

    private boolean admitRetry(Exchange exchange) {
        checkExpiry(exchange);
        if (!takeAgain(history.key(exchange)) && hold.isHeld()) {
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
                if (take(history.key(exchange))) {
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

    private synchronized boolean take(String key) {
        if (!isOpen()) {
            return false;
        }
        openFor = NEVER;
        last = key;
        return true;
    }

    private synchronized boolean takeAgain(String key) {
        long now = clock.nanos();
        turnedAway.remove(key);
        turnedAway.values().removeIf(at -> now - at > betweenProbes.toNanos());
        boolean othersWait = !turnedAway.isEmpty();
        if (waitingFirstAttempts == 0 && !(key.equals(last) && othersWait) && take(key)) {
            return true;
        }
        turnedAway.put(key, now);
        return false;
    }
}
