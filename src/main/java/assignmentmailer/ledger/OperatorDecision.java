package assignmentmailer.ledger;

import java.util.Optional;

/**
 * An operator's decision to mail a candidate, about the entry as the operator saw it: where another process has changed it
 * since, the mail is left to that process.
 *
 * @param seen the entry, empty for none
 * @param isAgain whether to mail whatever the entry says, even that the mail was sent
 */
public record OperatorDecision(Optional<LedgerEntry> seen, boolean isAgain) {
    boolean isAbout(LedgerEntry entry) {
        return seen.filter(entry::is).isPresent();
    }
}
