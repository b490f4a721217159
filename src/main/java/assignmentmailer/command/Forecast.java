package assignmentmailer.command;

import assignmentmailer.command.Letters.Letter;
import assignmentmailer.ledger.Attempt;
import assignmentmailer.ledger.AttemptFault;
import assignmentmailer.ledger.LedgerEntry;
import assignmentmailer.ledger.LedgerStatus;
import assignmentmailer.ledger.MailEvent;
import assignmentmailer.ledger.MailEventKind;
import assignmentmailer.ledger.MailEvents;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Forecasts what happens next with a candidate's mail, by the rules of the failure table in {@code routes/README.md}: a
 * receipt is final, a dead letter waits for the operator, everything else goes on by itself.
 */
final class Forecast {
    /** What to do about a dead letter, by its reason, before it is replayed. */
    private static final Map<String, String> REMEDIES = Map.of(
            "bad-record", "mend the item",
            "rejected", "mend what SES refuses, in the item or the template",
            "exhausted", "mend what the error names, often the address or the recipient's permission",
            "uncertain", "find out whether the mail arrived; if it did, delete the file",
            "expired", "mend what the service's log names",
            "bounced", "correct the address in the item",
            "unexpected", "mend what the error names");

    private final Policy policy;
    private final Instant now;
    private final String mailing;

    /** @param id the candidate in the arguments of the command backfill, as {@code --id 4711} */
    Forecast(Policy policy, Instant now, String id) {
        this.policy = policy;
        this.now = now;
        this.mailing = "backfill --send " + id;
    }

    /**
     * Returns the outlook of a candidate.
     *
     * @param problem why the item is a bad record, empty when it is none
     * @param entryId the id of the ledger's item
     * @param isEntryReadable false for an item of the ledger that is no entry
     */
    Outlook of(
            boolean isInTable,
            Optional<String> problem,
            Optional<LedgerEntry> entry,
            String entryId,
            boolean isEntryReadable,
            Letters letters) {
        if (!isEntryReadable) {
            return new Outlook(
                    NextStep.UNREADABLE_ENTRY,
                    "the record becomes a dead letter with the reason unexpected; correct the item %s in the state table, or delete it if nothing was mailed"
                            .formatted(entryId));
        }
        Optional<LedgerEntry> sent =
                entry.map(known -> known.settled().orElse(known)).filter(known -> known.status() == LedgerStatus.SENT);
        if (sent.isPresent()) {
            return ofSent(sent.get(), isInTable, letters);
        }
        if (entry.isPresent()
                && entry.get().status() == LedgerStatus.CLAIMED
                && entry.get().leaseEnd().isAfter(now)) {
            return new Outlook(
                    NextStep.BEING_SENT,
                    "a worker has claimed the mail until %s; ask again then"
                            .formatted(entry.get().leaseEnd()));
        }
        if (entry.isPresent() && entry.get().status() == LedgerStatus.ADOPTED && isInTable) {
            return new Outlook(
                    NextStep.ADOPTED,
                    "handled elsewhere before %s; only a record from then or later mails the candidate; %s"
                            .formatted(entry.get().at(), onceMore()));
        }
        if (letters.letter().isPresent()) {
            return ofLetter(isInTable, letters.letter().get(), letters.place());
        }
        if (!isInTable) {
            return ofMissing(entry.isPresent());
        }
        return entry.map(known -> ofEntry(known, letters)).orElseGet(() -> ofUntried(problem, letters));
    }

    private String onceMore() {
        return "to mail the candidate once more: " + mailing + " --again";
    }

    private Outlook ofSent(LedgerEntry sent, boolean isInTable, Letters letters) {
        Optional<MailEvent> bounce = sent.undelivered();
        if (bounce.isEmpty()) {
            return new Outlook(
                    NextStep.MAILED,
                    "%s, and nothing more happens; %s"
                            .formatted(reached(sent.ownEvents()), isInTable ? onceMore() : "the item is gone"));
        }
        Optional<Letter> letter =
                letters.letter().filter(found -> found.reason().equals("bounced") && isInTable);
        if (letter.filter(Letter::isToBeReplayed).isPresent()) {
            return ofLetter(true, letter.get(), letters.place());
        }
        return new Outlook(
                NextStep.BOUNCED,
                "the mail reached nobody, and nothing happens by itself; correct the address in the item, then %s"
                        .formatted(letter.map(found -> "move %s to %s/replay".formatted(found.file(), letters.place()))
                                .orElse(mailing + " --again")));
    }

    private static String reached(MailEvents events) {
        if (events.of(MailEventKind.COMPLAINT).isPresent()) {
            return "the candidate reported the mail as spam";
        }
        return events.of(MailEventKind.DELIVERY).isPresent()
                ? "the candidate's mail server took the mail"
                : "SES took the mail";
    }

    private static Outlook ofLetter(boolean isInTable, Letter letter, String folder) {
        if (!isInTable) {
            return new Outlook(
                    NextStep.ERASED,
                    "the table has no such item, so that a replay mails nobody; delete the file " + letter.file());
        }
        if (letter.isToBeReplayed()) {
            return new Outlook(
                    NextStep.REPLAYED,
                    "the running service mails the candidate within a minute and removes the file, or writes a new dead letter; if nothing happens, its log says why");
        }
        return new Outlook(
                NextStep.DEAD_LETTER,
                "nothing happens by itself; %s, then move %s to %s/replay"
                        .formatted(
                                REMEDIES.getOrDefault(letter.reason(), "mend what the error names"),
                                letter.file(),
                                folder));
    }

    private static Outlook ofMissing(boolean hasEntry) {
        return hasEntry
                ? new Outlook(
                        NextStep.ERASED,
                        "the table has no such item; a record that still waits is mailed as it was inserted, a dead letter is passed over")
                : new Outlook(
                        NextStep.NOTHING_KNOWN,
                        "no item, no entry in the ledger, no dead letter here; check the id, candidates.table and state.table");
    }

    private Outlook ofEntry(LedgerEntry entry, Letters letters) {
        if (entry.status() == LedgerStatus.CLAIMED) {
            return new Outlook(
                    NextStep.ABANDONED,
                    "the worker that claimed the mail did not finish, and may have sent it; the running service takes over with the record and %s; where no record comes, as after a backfill that was killed, find out whether the mail arrived; if not: %s --again"
                            .formatted(
                                    policy.isUncertainResent() ? "sends the mail again" : "writes a dead letter",
                                    mailing));
        }
        if (entry.counted() > policy.retries()) {
            return becomesADeadLetter(
                    "it failed more than " + policy.retries() + " times while SES took others", letters);
        }
        if (entry.maybeSent() > 0) {
            return ofUncertain(entry, letters);
        }
        AttemptFault fault = lastFault(entry);
        if (fault == AttemptFault.MAIL && entry.counted() == 0) {
            return becomesADeadLetter("SES refused it for its content", letters);
        }
        if (fault == AttemptFault.MAIL) {
            return new Outlook(
                    NextStep.RETRIED,
                    "it failed while SES took others, %d of %d times after which it becomes a dead letter; nothing to do yet; %s"
                            .formatted(entry.counted(), policy.retries() + 1, unlessARecordComes("")));
        }
        return new Outlook(
                NextStep.HELD,
                (fault == AttemptFault.ACCOUNT
                                ? "all mails wait for our account, and go on by themselves; run check, which says what to mend; "
                                : "the mail waits until SES takes mails again, and goes on by itself; the service's log and /observe/health name the cause; ")
                        + unlessARecordComes(""));
    }

    /** What a stopped backfill has left is in no stream. */
    private String unlessARecordComes(String option) {
        return "after a backfill that was stopped: " + (mailing + " " + option).strip();
    }

    private static AttemptFault lastFault(LedgerEntry entry) {
        List<Attempt> kept = entry.kept();
        return kept.isEmpty() ? AttemptFault.NONE : kept.get(kept.size() - 1).fault();
    }

    private Outlook ofUncertain(LedgerEntry entry, Letters letters) {
        if (!policy.isUncertainResent()) {
            return becomesADeadLetter("it may have been sent, and mail.when-uncertain is dead-letter", letters);
        }
        if (entry.maybeSent() > policy.mostResends()) {
            return becomesADeadLetter(
                    "it may have been sent " + entry.maybeSent() + " times, and is not sent again", letters);
        }
        return new Outlook(
                NextStep.RESENT,
                "the mail may have been sent, and is sent again, at most %d times more%s; nothing to do; %s"
                        .formatted(
                                policy.mostResends() + 1 - entry.maybeSent(),
                                policy.areEventsAwaited() ? ", unless an event of SES says before that it was" : "",
                                unlessARecordComes("--again")));
    }

    private static Outlook becomesADeadLetter(String why, Letters letters) {
        return new Outlook(
                NextStep.BECOMES_A_DEAD_LETTER,
                letters.isLookedUp()
                        ? why
                                + "; the dead letter is written to %s while the service runs, unless it was replayed or deleted"
                                        .formatted(letters.place())
                        : why + "; look for the dead letter where dead-letter.uri leads, to " + letters.place());
    }

    private Outlook ofUntried(Optional<String> problem, Letters letters) {
        if (problem.isPresent()) {
            return new Outlook(
                    NextStep.BAD_RECORD,
                    "its record becomes a dead letter; mend the item, then replay the dead letter%s or: %s"
                            .formatted(
                                    letters.isLookedUp() ? "" : ", to be found where dead-letter.uri leads,", mailing));
        }
        return new Outlook(
                NextStep.NOT_TRIED,
                "the running service mails the candidate when it reads the record, within seconds unless mailing is held; if the item is older than 24 hours or than the stream, no record comes: "
                        + mailing);
    }
}
