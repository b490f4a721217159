package assignmentmailer.ledger;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/** Tracks the mails that this process is sending, so that no two of its exchanges send the same mail at once. */
final class KeysInFlight {
    private final Duration lease;
    private final LongSupplier nanoClock;
    private final AtomicLong tickets = new AtomicLong();
    private final Map<String, Sending> sending = new ConcurrentHashMap<>();

    KeysInFlight(Duration lease, LongSupplier nanoClock) {
        this.lease = lease;
        this.nanoClock = nanoClock;
    }

    /** Returns a number that is unique among this process's claims and counts. */
    long nextTicket() {
        return tickets.incrementAndGet();
    }

    /**
     * Registers an exchange that starts to send the mail of a key.
     *
     * @throws ClaimedElsewhereException when another exchange of this process is sending this mail
     */
    Sending begin(String key) {
        Sending mine = new Sending(nextTicket(), nanoClock.getAsLong(), false);
        Sending current = sending.merge(
                key, mine, (before, after) -> isLeaseOver(before.begun()) ? after.followingUnfinished() : before);
        if (current.ticket() != mine.ticket()) {
            throw new ClaimedElsewhereException("this process");
        }
        return current;
    }

    /** Ends a turn, unless another exchange has taken it over. */
    void end(String key, Sending mine) {
        sending.computeIfPresent(key, (same, current) -> current.ticket() == mine.ticket() ? null : current);
    }

    boolean isLeaseOver(long begun) {
        return nanoClock.getAsLong() - begun > lease.toNanos();
    }

    /**
     * One exchange's turn to send the mail of a key.
     *
     * @param begun the start, by the monotonic clock
     * @param followsUnfinished whether an earlier exchange never completed and may have sent the mail
     */
    record Sending(long ticket, long begun, boolean followsUnfinished) {
        private Sending followingUnfinished() {
            return new Sending(ticket, begun, true);
        }
    }
}
