package assignmentmailer.mail.account;

import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Predicate;
import org.apache.camel.Exchange;

/**
 * Keeps mails waiting while mailing is held, and admits one as a trial after each probe that SES took: one that has not
 * failed yet before any that has, so that a few that always fail keep no other from showing that SES takes mails again.
 */
final class HoldGate {
    /** For so long a mail makes room for others that may be about to be lost. */
    private static final Duration MAKING_ROOM = Duration.ofMinutes(1);

    /** Who waits looks so often whether anything has changed. */
    private static final Duration GLANCE = Duration.ofMillis(100);

    private static final int NEVER = -1;

    private final MailingHold hold;
    private final Predicate<Exchange> hasFailed;
    private final Duration betweenProbes;
    private final NanoClock clock;
    private int openFor = NEVER;
    private int fresh;

    HoldGate(MailingHold hold, Predicate<Exchange> hasFailed, Duration betweenProbes, NanoClock clock) {
        this.hold = hold;
        this.hasFailed = hasFailed;
        this.betweenProbes = betweenProbes;
        this.clock = clock;
    }

    /** Opens for one mail, and for this time that mailing is held. */
    synchronized void open() {
        openFor = hold.times();
    }

    synchronized boolean isOpen() {
        return openFor == hold.times();
    }

    /**
     * Returns true when this mail may go as a trial, false when mailing is held no more.
     *
     * @throws MailDeferredException when the mail is to make room for others
     * @throws MailExpiredException when the stream or queue will forget the record within the hour
     * @throws RejectedExecutionException when the service stops
     */
    boolean await(Exchange exchange) throws InterruptedException {
        hold.join(exchange);
        return hasFailed.test(exchange) ? tryAgain(exchange) : awaitFresh(exchange);
    }

    private boolean tryAgain(Exchange exchange) {
        checkExpiry(exchange);
        if (!take(true) && hold.isHeld()) {
            // back twice between two probes, so that it is there when the gate opens
            throw new MailDeferredException("Mailing is held", betweenProbes.dividedBy(2), null);
        }
        return hold.isHeld();
    }

    private boolean awaitFresh(Exchange exchange) throws InterruptedException {
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
                    throw new MailDeferredException("Mailing is held, others expire", MAKING_ROOM, null);
                }
                clock.sleep(GLANCE);
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

    /** Counts a mail that has not failed yet among those that wait. */
    private synchronized void enter() {
        fresh++;
    }

    private synchronized void leave() {
        fresh--;
    }

    private synchronized boolean take(boolean hasFailedBefore) {
        if (!isOpen() || hasFailedBefore && fresh > 0) {
            return false;
        }
        openFor = NEVER;
        return true;
    }
}
