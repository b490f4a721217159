package assignmentmailer.ledger;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;

/**
 * What the ledger knows of one key. Each change makes another entry, told apart by status, owner and token.
 *
 * @param owner the exchange that wrote it
 * @param token the fencing token: 1 for the first claim, one more for each that follows
 * @param leaseUntil until when a claim keeps others away, to the millisecond
 * @param at when it was written, to the millisecond
 * @param notes what else is kept, by attribute name
 */
record Entry(Status status, String owner, long token, Instant leaseUntil, Instant at, Map<String, String> notes) {

    Entry {
        leaseUntil = leaseUntil.truncatedTo(ChronoUnit.MILLIS);
        at = at.truncatedTo(ChronoUnit.MILLIS);
        notes = Map.copyOf(notes);
    }

    /** The claim that follows on what is there, if anything. */
    static Entry claim(Optional<Entry> before, String owner, Instant now, Duration lease) {
        long token = before.map(Entry::token).orElse(0L) + 1;
        return new Entry(Status.CLAIMED, owner, token, now.plus(lease), now, Map.of());
    }

    /** What becomes of this claim. */
    Entry end(Status status, Instant now, Map<String, String> notes) {
        return new Entry(status, owner, token, leaseUntil, now, notes);
    }

    /**
     * Whether a claim keeps another away. One exchange does one thing at a time, so its own claim never does.
     *
     * @param skew how far the clocks of two workers may be apart
     */
    boolean keepsAway(String other, Instant now, Duration skew) {
        return status == Status.CLAIMED
                && !owner.equals(other)
                && !leaseUntil.plus(skew).isBefore(now);
    }

    /** Whether nobody can know that it was done; to be asked when the claim keeps nobody away. */
    boolean isUncertain(String other) {
        return status == Status.UNCERTAIN || status == Status.CLAIMED && !owner.equals(other);
    }
}
