package assignmentmailer.ledger;

import assignmentmailer.ledger.ClaimIds.Fate;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The state of one mail in the ledger. Each change creates a new entry, identified by status, owner and token; the
 * events, which others write, are no part of its identity.
 *
 * @param owner the process that wrote the entry, and the number of its claim or count
 * @param token the fencing token: 1 for the first entry of a key, incremented by each claim and count
 * @param lease how long after the claim was written its owner may still be sending
 * @param at the time of the write, to the millisecond
 * @param maybeSent the number of attempts that may have sent the mail without a receipt
 * @param counted the number of failures that count against the mail
 * @param attempts the number of attempts
 * @param kept the first attempt and the latest {@value #LATEST}, oldest first
 * @param claims the ids of the attempts whose events count
 * @param events what SES reported, as far as it was known when this entry was read
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
        ClaimIds claims,
        MailEvents events,
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
        this(
                status,
                owner,
                token,
                lease,
                at,
                maybeSent,
                counted,
                attempts,
                kept,
                facts,
                ClaimIds.NONE,
                MailEvents.NONE,
                Optional.empty());
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
        ClaimIds earlier = before.map(LedgerEntry::claims).orElse(ClaimIds.NONE);
        return next(before, LedgerStatus.CLAIMED, owner, now, lease).with(earlier.with(ClaimIds.idOf(owner)));
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
                before.map(LedgerEntry::claims).orElse(ClaimIds.NONE),
                before.map(LedgerEntry::events).orElse(MailEvents.NONE),
                before.flatMap(LedgerEntry::before));
    }

    private LedgerEntry with(ClaimIds newClaims) {
        return new LedgerEntry(
                status, owner, token, lease, at, maybeSent, counted, attempts, kept, facts, newClaims, events, before);
    }

    LedgerEntry with(MailEvents newEvents) {
        return new LedgerEntry(
                status, owner, token, lease, at, maybeSent, counted, attempts, kept, facts, claims, newEvents, before);
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
                claims.withLatest(fateOf(end)),
                events,
                before);
    }

    private static Fate fateOf(LedgerStatus end) {
        return switch (end) {
            case SENT -> Fate.TAKEN;
            case FAILED -> Fate.UNSENT;
            case CLAIMED, UNCERTAIN, ADOPTED -> Fate.OPEN;
        };
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
                other.claims.withTaken(claims.latest()),
                other.events,
                before);
    }

    /**
     * Returns the entry that ends the claim of a crashed worker, which may have sent the mail, then or soon after it had
     * claimed it.
     */
    LedgerEntry abandoned() {
        return end(LedgerStatus.UNCERTAIN, new Attempt(at, "abandoned", AttemptFault.UNCERTAIN), facts);
    }

    /** Returns what precedes the claim of a mail to another address, after the mail to an earlier one reached nobody. */
    LedgerEntry readdressed() {
        return new LedgerEntry(
                LedgerStatus.FAILED,
                owner,
                token,
                lease,
                at,
                0,
                counted,
                attempts,
                kept,
                facts.withoutMessageId(),
                ClaimIds.NONE,
                events,
                before);
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
                claims,
                events,
                before);
    }

    private static Attempt counted(Attempt attempt) {
        return attempt.fault() == AttemptFault.UNCERTAIN
                ? attempt
                : new Attempt(attempt.at(), attempt.outcome(), AttemptFault.MAIL);
    }

    /** Returns this entry without uncertain attempts: an operator has decided to send the mail again. */
    LedgerEntry decided() {
        return new LedgerEntry(
                status, owner, token, lease, at, 0, counted, attempts, kept, facts, claims, events, before);
    }

    /**
     * Returns what an operator's decision to mail once more makes of this entry: one of a mail that is not sent yet. Its
     * attempts stay, none of its failures counts any more, no event about its mails is one about the next, and of a mail
     * that was sent remain time and message id.
     */
    LedgerEntry again() {
        LedgerEntry ended = status == LedgerStatus.CLAIMED ? abandoned() : this;
        return new LedgerEntry(
                LedgerStatus.FAILED,
                ended.owner,
                ended.token,
                ended.lease,
                ended.at,
                0,
                0,
                ended.attempts,
                ended.kept,
                MailFacts.NONE,
                ClaimIds.NONE,
                events,
                MailedBefore.of(ended).or(() -> before));
    }

    /**
     * Returns this entry as one of a mail that was sent: no attempt is in process, and SES reported something about an
     * attempt whose outcome was uncertain, so that it had taken the mail. Empty for any other entry.
     */
    public Optional<LedgerEntry> settled() {
        boolean isOver = status == LedgerStatus.UNCERTAIN || status == LedgerStatus.FAILED;
        return ownEvents().all().stream().filter(event -> isOver).findFirst().map(this::sentBy);
    }

    private LedgerEntry sentBy(MailEvent event) {
        return new LedgerEntry(
                LedgerStatus.SENT,
                owner,
                token + 1,
                lease,
                event.at(),
                0,
                counted,
                attempts,
                kept,
                facts.orMessageId(ownEvents().of(MailEventKind.SEND).map(MailEvent::detail)),
                claims,
                events,
                before);
    }

    /** Returns this entry with the message id of its mail, unless it has one. */
    LedgerEntry receipt(String messageId) {
        return new LedgerEntry(
                status,
                owner,
                token,
                lease,
                at,
                maybeSent,
                counted,
                attempts,
                kept,
                facts.orMessageId(Optional.of(messageId)),
                claims,
                events,
                before);
    }

    /** Returns the events of the attempts that this entry knows: the item also keeps those of mails before. */
    public MailEvents ownEvents() {
        return new MailEvents(events.all().stream()
                .filter(event -> claims.contains(event.claim()))
                .toList());
    }

    /** Returns the event that says that the mail was sent and reached nobody. */
    public Optional<MailEvent> undelivered() {
        return status == LedgerStatus.SENT ? events.undelivered(claims) : Optional.empty();
    }

    /** Returns whether an event does not say that the mail reached nobody, since SES took a later attempt as well. */
    boolean isSuperseded(MailEvent event) {
        return event.kind().isUndelivered() && events.undelivered(claims).isEmpty();
    }

    /** Returns whether the mail went to this address and reached nobody. */
    boolean isUndeliveredTo(String address) {
        return undelivered()
                .filter(event -> event.fingerprint().equals(AddressFingerprint.of(address, event.claim())))
                .isPresent();
    }

    /**
     * Returns whether no attempt follows the last one, which failed: SES refused the mail, or it failed too often while SES
     * took others. Otherwise whoever tried it tries again, unless that process has ended.
     *
     * @param retries the most failures that count against a mail and are followed by another attempt
     */
    public boolean isGivenUp(int retries) {
        boolean isRefused = counted == 0 && !kept.isEmpty() && last().fault() == AttemptFault.MAIL;
        return isRefused || counted > retries;
    }

    /** Returns when the lease ends: until then, a claim's owner may still be sending. */
    public Instant leaseEnd() {
        return at.plus(lease);
    }

    /** Returns the time of the last attempt that may have sent the mail; without one that is kept, of the last attempt. */
    Instant lastUncertain() {
        return kept.stream()
                .filter(attempt -> attempt.fault() == AttemptFault.UNCERTAIN)
                .map(Attempt::at)
                .reduce((earlier, later) -> later)
                .orElseGet(this::lastAttempt);
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
