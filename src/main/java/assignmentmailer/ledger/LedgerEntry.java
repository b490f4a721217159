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
 * @param latest the latest attempts, oldest first, at most {@value #MOST_ATTEMPTS}
 */
record LedgerEntry(
        LedgerStatus status,
        String owner,
        long token,
        Duration lease,
        Instant at,
        int maybeSent,
        int counted,
        int attempts,
        List<Attempt> latest,
        MailFacts facts) {

    /**
     * The most attempts kept: more than all retries of one mail, while a longer list would make each write more
     * expensive.
     */
    static final int MOST_ATTEMPTS = 20;

    LedgerEntry {
        at = at.truncatedTo(ChronoUnit.MILLIS);
        latest = List.copyOf(latest);
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
                before.map(LedgerEntry::latest).orElse(List.of()),
                before.map(LedgerEntry::facts).orElse(MailFacts.NONE));
    }

    /** Returns the entry that ends this claim. */
    LedgerEntry end(LedgerStatus end, String outcome, Instant now, MailFacts newFacts) {
        return new LedgerEntry(
                end,
                owner,
                token,
                lease,
                now,
                maybeSent + (end == LedgerStatus.UNCERTAIN ? 1 : 0),
                counted,
                attempts + 1,
                with(new Attempt(now, outcome)),
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
                other.with(latest.get(latest.size() - 1)),
                facts);
    }

    /** Returns the entry that ends the claim of a crashed worker, which may have sent the mail. */
    LedgerEntry abandoned(Instant now) {
        return end(LedgerStatus.UNCERTAIN, "abandoned", now, facts);
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
                isNoted ? latest : with(new Attempt(now, outcome)),
                facts);
    }

    /** Returns this entry without uncertain attempts: an operator has decided to send the mail again. */
    LedgerEntry decided() {
        return new LedgerEntry(status, owner, token, lease, at, 0, counted, attempts, latest, facts);
    }

    /** Returns the time of the last attempt; without attempts, of the write. */
    Instant lastAttempt() {
        return latest.isEmpty() ? at : latest.get(latest.size() - 1).at();
    }

    private List<Attempt> with(Attempt attempt) {
        List<Attempt> all = new ArrayList<>(latest);
        all.add(attempt);
        return all.subList(Math.max(0, all.size() - MOST_ATTEMPTS), all.size());
    }

    /** Returns whether both have the same status, owner and token. */
    boolean is(LedgerEntry other) {
        return status == other.status && token == other.token && owner.equals(other.owner);
    }
}
