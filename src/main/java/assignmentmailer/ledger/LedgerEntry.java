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
 * @param before what had happened before an operator decided to mail once more
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
        MailFacts facts,
        Optional<MailedBefore> before) {

    /**
     * The most attempts kept besides the first: the item stays below 1 KB, one write unit, whatever the number of
     * attempts.
     */
    static final int LATEST = 5;

    /** The attempts that give their room to what had happened before. */
    private static final int ROOM_OF_BEFORE = 2;

    public LedgerEntry {
        at = at.truncatedTo(ChronoUnit.MILLIS);
        kept = List.copyOf(kept);
    }

    /** Creates an entry of a mail that no operator decided to send once more. */
    public LedgerEntry(
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
        this(status, owner, token, lease, at, maybeSent, counted, attempts, kept, facts, Optional.empty());
    }

    /**
     * Returns the first entry of a candidate who was handled elsewhere.
     *
     * @param began when the adoption began
     */
    static LedgerEntry adopted(String owner, Instant began) {
        return new LedgerEntry(
                LedgerStatus.ADOPTED, owner, 1, Duration.ZERO, began, 0, 0, 0, List.of(), MailFacts.NONE);
    }

    /** Returns a claim that follows the stored entry, if any. */
    static LedgerEntry claim(Optional<LedgerEntry> before, String owner, Instant now, Duration lease) {
        return next(before, LedgerStatus.CLAIMED, owner, now, lease);
    }

    /** Returns an entry for a failure before any claim; it keeps the status of the stored entry, if any. */
    static LedgerEntry failed(Optional<LedgerEntry> before, String owner, Instant now, Duration lease) {
        LedgerStatus status = before.map(LedgerEntry::status).orElse(LedgerStatus.FAILED);
        // the time of an adopted entry is that of the adoption, by which records are told apart
        Instant at =
                status == LedgerStatus.ADOPTED ? before.map(LedgerEntry::at).orElse(now) : now;
        return next(before, status, owner, at, lease);
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
                before.map(LedgerEntry::facts).orElse(MailFacts.NONE),
                before.flatMap(LedgerEntry::before));
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
                newFacts,
                before);
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
                facts,
                before);
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
                facts,
                before);
    }

    private static Attempt counted(Attempt attempt) {
        return attempt.fault() == AttemptFault.UNCERTAIN
                ? attempt
                : new Attempt(attempt.at(), attempt.outcome(), AttemptFault.MAIL);
    }

    /** Returns this entry without uncertain attempts: an operator has decided to send the mail again. */
    LedgerEntry decided() {
        return new LedgerEntry(status, owner, token, lease, at, 0, counted, attempts, kept, facts, before);
    }

    /**
     * Returns what an operator's decision to mail once more makes of this entry: its attempts stay, none of its failures
     * counts any more, and of a mail that was sent remain time and message id.
     */
    LedgerEntry again(Instant now) {
        LedgerEntry ended = status == LedgerStatus.CLAIMED ? abandoned(now) : this;
        return new LedgerEntry(
                ended.status,
                ended.owner,
                ended.token,
                ended.lease,
                ended.at,
                0,
                0,
                ended.attempts,
                ended.kept,
                MailFacts.NONE,
                MailedBefore.of(ended).or(() -> before));
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
        int most = before.isPresent() ? LATEST + 1 - ROOM_OF_BEFORE : LATEST + 1;
        while (all.size() > most) {
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
