package assignmentmailer.ledger;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The state of one mail in the ledger. Each change creates a new entry, identified by status, owner and token.
 *
 * @param owner the process that wrote the entry, and the number of its claim or count
 * @param token the fencing token: 1 for the first entry of a key, incremented by each claim and count
 * @param lease how long after the claim was written its owner may still be sending
 * @param at the time of the write, to the millisecond
 * @param maybeSent the number of attempts that may have sent the mail without a receipt
 * @param counted the number of failures that count against the mail
 * @param attempts the number of attempts
 * @param kept the first attempt and the latest {@value #LATEST}, oldest first
 */
public record LedgerEntry(
        LedgerStatus status,
        String owner,
        long token,
        Duration lease,
        Instant at,
        int maybeSent,
        int counted,
        int attempts,
        List<Attempt> kept,
        MailFacts facts) {

    /**
     * The most attempts kept besides the first: the item stays below 1 KB, one write unit, whatever the number of
     * attempts.
     */
    static final int LATEST = 5;

    public LedgerEntry {
        at = at.truncatedTo(ChronoUnit.MILLIS);
        kept = List.copyOf(kept);
    }

    /** Returns a claim that follows the stored entry, if any. */
    static LedgerEntry claim(Optional<LedgerEntry> before, String owner, Instant now, Duration lease) {
        return next(before, LedgerStatus.CLAIMED, owner, now, lease);
    }

    /** Returns an entry for a failure before any claim; it keeps the status of the stored entry, if any. */
    static LedgerEntry failed(Optional<LedgerEntry> before, String owner, Instant now, Duration lease) {
        return next(before, before.map(LedgerEntry::status).orElse(LedgerStatus.FAILED), owner, now, lease);
    }

    private static LedgerEntry next(
            Optional<LedgerEntry> before, LedgerStatus status, String owner, Instant now, Duration lease) {
        return new LedgerEntry(
                status,
                owner,
                before.map(LedgerEntry::token).orElse(0L) + 1,
                lease,
                now,
                before.map(LedgerEntry::maybeSent).orElse(0),
                before.map(LedgerEntry::counted).orElse(0),
                before.map(LedgerEntry::attempts).orElse(0),
                before.map(LedgerEntry::kept).orElse(List.of()),
                before.map(LedgerEntry::facts).orElse(MailFacts.NONE));
    }

    /** Returns the entry that ends this claim. */
    LedgerEntry end(LedgerStatus end, Attempt attempt, MailFacts newFacts) {
        return new LedgerEntry(
                end,
                owner,
                token,
                lease,
                attempt.at(),
                maybeSent + (end == LedgerStatus.UNCERTAIN ? 1 : 0),
                counted,
                attempts + 1,
                with(attempt),
                newFacts);
    }

    /** Returns this receipt as the successor of another worker's entry that took the claim over meanwhile. */
    LedgerEntry over(LedgerEntry other) {
        return new LedgerEntry(
                status,
                owner,
                other.token + 1,
                lease,
                at,
                other.maybeSent,
                other.counted,
                other.attempts + 1,
                other.with(last()),
                facts);
    }

    /** Returns the entry that ends the claim of a crashed worker, which may have sent the mail. */
    LedgerEntry abandoned(Instant now) {
        return end(LedgerStatus.UNCERTAIN, new Attempt(now, "abandoned", AttemptFault.UNCERTAIN), facts);
    }

    /**
     * Returns this entry with one more failure counted against the mail.
     *
     * @param isNoted whether the attempt that failed is among the latest already
     */
    LedgerEntry count(String outcome, Instant now, boolean isNoted) {
        return new LedgerEntry(
                status,
                owner,
                token,
                lease,
                at,
                maybeSent,
                counted + 1,
                isNoted ? attempts : attempts + 1,
                isNoted ? withLast(counted(last())) : with(new Attempt(now, outcome, AttemptFault.MAIL)),
                facts);
    }

    private static Attempt counted(Attempt attempt) {
        return attempt.fault() == AttemptFault.UNCERTAIN
                ? attempt
                : new Attempt(attempt.at(), attempt.outcome(), AttemptFault.MAIL);
    }

    /** Returns this entry without uncertain attempts: an operator has decided to send the mail again. */
    LedgerEntry decided() {
        return new LedgerEntry(status, owner, token, lease, at, 0, counted, attempts, kept, facts);
    }

    /** Returns when the lease ends: until then, a claim's owner may still be sending. */
    public Instant leaseEnd() {
        return at.plus(lease);
    }

    /** Returns the time of the last attempt; without attempts, of the write. */
    Instant lastAttempt() {
        return kept.isEmpty() ? at : last().at();
    }

    private Attempt last() {
        return kept.get(kept.size() - 1);
    }

    private List<Attempt> with(Attempt attempt) {
        List<Attempt> all = new ArrayList<>(kept);
        all.add(attempt);
        if (all.size() > LATEST + 1) {
            all.remove(1);
        }
        return all;
    }

    private List<Attempt> withLast(Attempt attempt) {
        List<Attempt> all = new ArrayList<>(kept);
        all.set(all.size() - 1, attempt);
        return all;
    }

    /** Returns whether both have the same status, owner and token. */
    boolean is(LedgerEntry other) {
        return status == other.status && token == other.token && owner.equals(other.owner);
    }
}
