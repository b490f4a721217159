package assignmentmailer.ledger;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/** Knows which mails this process is sending, so that it sends the mail of a key once at a time. */
final class KeysInFlight {
    private final Duration lease;
    private final LongSupplier nanoClock;
    private final AtomicLong tickets = new AtomicLong();
    private final Map<String, Sending> sending = new ConcurrentHashMap<>();

    KeysInFlight(Duration lease, LongSupplier nanoClock) {
        this.lease = lease;
        this.nanoClock = nanoClock;
    }

    /** A number that no other claim or count of this process has. */
    long nextTicket() {
        return tickets.incrementAndGet();
    }

    /**
     * Begins to send the mail of a key.
     *
     * @throws ClaimedElsewhereException when another exchange of this process is sending it
     */
    Sending begin(String key) {
        Sending mine = new Sending(nextTicket(), nanoClock.getAsLong(), false);
        Sending current = sending.merge(
                key, mine, (before, after) -> isLeaseOver(before.begun()) ? after.afterAnother() : before);
        if (current.ticket() != mine.ticket()) {
            throw new ClaimedElsewhereException("this process");
        }
        return current;
    }

    void end(String key) {
        sending.remove(key);
    }

    /** When the mail of a key was begun, by the monotonic clock; now, if it was not. */
    long begunAt(String key) {
        Sending current = sending.get(key);
        return current == null ? nanoClock.getAsLong() : current.begun();
    }

    boolean isLeaseOver(long begun) {
        return nanoClock.getAsLong() - begun > lease.toNanos();
    }

    /**
     * One exchange's turn to send the mail of a key.
     *
     * @param begun when, by the monotonic clock
     * @param isAfterAnother whether an exchange before it never came to its end, and may have sent the mail
     */
    record Sending(long ticket, long begun, boolean isAfterAnother) {
        private Sending afterAnother() {
            return new Sending(ticket, begun, true);
        }
    }
}
