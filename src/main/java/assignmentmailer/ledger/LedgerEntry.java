package assignmentmailer.ledger;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What the ledger knows of one key. Each change makes another entry, told apart by status, owner and token.
 *
 * @param owner the process that wrote it, and which of its claims or counts it is
 * @param token the fencing token: 1 for the first entry of a key, more for each claim and count that follows
 * @param lease for how long after the claim was written its owner may be sending
 * @param at when it was written, to the millisecond
 * @param maybeSent how many attempts may have sent the mail without a receipt
 * @param counted how many failures count against this mail
 * @param attempts how many attempts there were
 * @param latest the last of them, oldest first, at most {@value #MOST_ATTEMPTS}
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

    /** More than all retries of one mail; a longer list would make every write dearer. */
    static final int MOST_ATTEMPTS = 20;

    LedgerEntry {
        at = at.truncatedTo(ChronoUnit.MILLIS);
        latest = List.copyOf(latest);
    }

    /** The claim that follows on what is there, if anything. */
    static LedgerEntry claim(Optional<LedgerEntry> before, String owner, Instant now, Duration lease) {
        return next(before, LedgerStatus.CLAIMED, owner, now, lease);
    }

    /** An entry for a key that failed before it was claimed; what is there, if anything, stays. */
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

    /** What becomes of this claim. */
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

    /** The claim of a worker that is gone: it may have sent the mail. */
    LedgerEntry abandoned(Instant now) {
        return end(LedgerStatus.UNCERTAIN, "abandoned", now, facts);
    }

    /** This entry with one more failure that counts against the mail. */
    LedgerEntry count(String outcome, Instant now) {
        boolean noted =
                !latest.isEmpty() && latest.get(latest.size() - 1).outcome().equals(outcome);
        return new LedgerEntry(
                status,
                owner,
                token,
                lease,
                at,
                maybeSent,
                counted + 1,
                noted ? attempts : attempts + 1,
                noted ? latest : with(new Attempt(now, outcome)),
                facts);
    }

    private List<Attempt> with(Attempt attempt) {
        List<Attempt> all = new ArrayList<>(latest);
        all.add(attempt);
        return all.subList(Math.max(0, all.size() - MOST_ATTEMPTS), all.size());
    }

    /** Whether both are the same entry. */
    boolean is(LedgerEntry other) {
        return status == other.status && token == other.token && owner.equals(other.owner);
    }
}
