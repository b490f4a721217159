package assignmentmailer.command.backfill;

import assignmentmailer.assignment.AssignmentRules;
import assignmentmailer.assignment.RuleFailedException;
import assignmentmailer.candidate.BadRecordException;
import assignmentmailer.candidate.Candidate;
import assignmentmailer.candidate.CandidateReader;
import assignmentmailer.ledger.LedgerEntry;
import assignmentmailer.ledger.LedgerStatus;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.Record;

/** Sorts items by what the ledger says of them and, where no mail may have been sent, by what reader and rules say. */
public final class CandidateSorter {
    private final CandidateReader reader;
    private final AssignmentRules rules;
    private final Predicate<Candidate> condition;
    private final int retries;

    /**
     * @param condition which candidates the command is about
     * @param retries the most retries of a mail that fails while SES accepts others
     */
    public CandidateSorter(CandidateReader reader, AssignmentRules rules, Predicate<Candidate> condition, int retries) {
        this.reader = reader;
        this.rules = rules;
        this.condition = condition;
        this.retries = retries;
    }

    /**
     * Returns how it stands with an item.
     *
     * @param entry null without one, empty for an item of the ledger that is no entry
     */
    Standing standing(Record item, @Nullable Optional<LedgerEntry> entry) {
        Standing byLedger = byLedger(entry);
        Candidate candidate;
        try {
            candidate = reader.read(item);
        } catch (BadRecordException bad) {
            return isToBeTried(byLedger) ? Standing.BAD : byLedger;
        }
        try {
            if (!condition.test(candidate)) {
                return Standing.LEFT_OUT;
            }
        } catch (RuleFailedException undecided) {
            return Standing.UNDECIDED;
        }
        return isToBeTried(byLedger) && !hasAssignment(candidate) ? Standing.BAD : byLedger;
    }

    private boolean hasAssignment(Candidate candidate) {
        try {
            rules.assign(candidate);
            return true;
        } catch (BadRecordException bad) {
            return false;
        }
    }

    private static boolean isToBeTried(Standing standing) {
        return standing == Standing.NEVER_MAILED || standing == Standing.FAILED || standing == Standing.WAITING;
    }

    private Standing byLedger(@Nullable Optional<LedgerEntry> entry) {
        if (entry == null) {
            return Standing.NEVER_MAILED;
        }
        LedgerStatus status = entry.map(known -> known.settled().orElse(known))
                .map(LedgerEntry::status)
                .orElse(LedgerStatus.UNCERTAIN);
        return switch (status) {
            case SENT -> Standing.SENT;
            case ADOPTED -> Standing.ADOPTED;
            case FAILED -> failed(entry.orElseThrow());
            case CLAIMED, UNCERTAIN -> Standing.UNCERTAIN;
        };
    }

    private Standing failed(LedgerEntry entry) {
        if (entry.maybeSent() > 0) {
            return Standing.UNCERTAIN;
        }
        return entry.isGivenUp(retries) ? Standing.FAILED : Standing.WAITING;
    }
}
