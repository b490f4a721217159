package assignmentmailer.ledger;

import assignmentmailer.state.StateTable;
import java.util.Optional;

/**
 * Notes in the ledger what SES reports about mails. Only an attempt's entry takes its event: one that was deleted, or
 * that does not know the attempt, does not.
 */
public final class MailEventNotes {
    private final EntryStore entries;

    /** @param prefix the prefix of the ids of the ledger's items */
    public MailEventNotes(StateTable table, String prefix) {
        this(new StateTableStore(table, prefix));
    }

    MailEventNotes(EntryStore entries) {
        this.entries = entries;
    }

    /** What an event is to the ledger. */
    public enum News {
        /** There is no entry of that mail. */
        UNKNOWN_MAIL,
        /** The entry does not know the attempt: it is of an entry that was deleted, or of before the address was mended. */
        UNKNOWN_ATTEMPT,
        /** The entry says so already, or says more. */
        KNOWN,
        /** The entry does not say so yet. */
        NEW,
        /** Likewise, and it settles an attempt whose outcome was uncertain. */
        SETTLES,
        /** Likewise, but it says of an earlier attempt that it reached nobody, and SES took a later one as well. */
        SUPERSEDED
    }

    /**
     * An event beside the entry that it is about.
     *
     * @param before the entry as it was read; empty without one
     * @param after the entry with the event
     */
    private record Reading(News news, Optional<LedgerEntry> before, Optional<LedgerEntry> after) {}

    /**
     * Returns what an event would be to the ledger, and writes nothing.
     *
     * @throws LedgerUnavailableException when the entry cannot be read
     * @throws LedgerRefusedException when the item is no entry
     */
    public News read(String key, MailEvent event) {
        return read(entries.find(key), event).news();
    }

    /**
     * Notes an event, unless it says nothing new.
     *
     * @param messageId the id by which SES took the mail: the receipt of an attempt whose answer was lost
     *
     * @throws LedgerUnavailableException when it is uncertain whether the event was written
     * @throws LedgerRefusedException when the item is no entry
     */
    public News note(String key, MailEvent event, String messageId) {
        Optional<LedgerEntry> found = entries.find(key);
        while (true) {
            Reading reading = read(found, event);
            if (reading.before().isEmpty() || reading.after().isEmpty()) {
                return reading.news();
            }
            LedgerEntry after = reading.after().get();
            Optional<LedgerEntry> conflict = entries.note(
                    key,
                    reading.before().get(),
                    reading.news() == News.SETTLES ? after.receipt(messageId) : withSend(after, event, messageId));
            if (conflict.isEmpty()) {
                return reading.news();
            }
            found = conflict;
        }
    }

    /**
     * Returns an entry with what any event implies of an attempt whose outcome is open: that SES took the mail, by this
     * message id. SES's own event about that may be lost.
     */
    private static LedgerEntry withSend(LedgerEntry entry, MailEvent event, String messageId) {
        if (entry.status() == LedgerStatus.SENT) {
            return entry;
        }
        MailEvent send =
                new MailEvent(MailEventKind.SEND, event.claim(), event.at(), MailEvent.NO_FINGERPRINT, messageId);
        return entry.with(entry.events().with(send, entry.claims()));
    }

    private static Reading read(Optional<LedgerEntry> found, MailEvent event) {
        if (found.isEmpty()) {
            return new Reading(News.UNKNOWN_MAIL, found, Optional.empty());
        }
        LedgerEntry before = found.get();
        if (!before.claims().contains(event.claim())) {
            return new Reading(News.UNKNOWN_ATTEMPT, found, Optional.empty());
        }
        LedgerEntry noted = before.with(before.events().with(event, before.claims()));
        Optional<LedgerEntry> settled = noted.settled();
        if (settled.isPresent()) {
            return new Reading(News.SETTLES, found, settled);
        }
        boolean isKnown = noted.events().equals(before.events())
                || event.kind() == MailEventKind.SEND && before.status() == LedgerStatus.SENT;
        if (isKnown) {
            return new Reading(News.KNOWN, found, Optional.empty());
        }
        return new Reading(noted.isSuperseded(event) ? News.SUPERSEDED : News.NEW, found, Optional.of(noted));
    }
}
