package assignmentmailer.command;

import assignmentmailer.assignment.Assignment;
import assignmentmailer.assignment.RuleVerdict;
import assignmentmailer.candidate.Candidate;
import assignmentmailer.ledger.LedgerEntry;
import java.util.List;
import java.util.Optional;

/**
 * What is known of one candidate.
 *
 * @param key the candidate's name in logs and in the ledger
 * @param isInTable whether the table has such an item
 * @param candidate the item as the service reads it, empty for a bad record
 * @param problem why the item is a bad record, empty when it is none
 * @param rules what the rules say, up to the one that takes the candidate
 * @param assignment empty where no rule has one
 * @param entry the ledger's entry
 * @param isEntryReadable false for an item of the ledger that is no entry
 * @param letters the dead letters, as far as they are looked up
 */
public record Explanation(
        String key,
        boolean isInTable,
        Optional<Candidate> candidate,
        Optional<String> problem,
        List<RuleVerdict> rules,
        Optional<Assignment> assignment,
        Optional<LedgerEntry> entry,
        boolean isEntryReadable,
        Letters letters,
        Outlook outlook) {

    /** Returns whether anything is known. */
    boolean isKnown() {
        return outlook.next() != NextStep.NOTHING_KNOWN;
    }
}
