package assignmentmailer.ledger;

/**
 * A failed attempt as the ledger records it.
 *
 * @param outcome one word for the entry's list of attempts, without personal data
 * @param uncertain whether the mail may have been sent nevertheless
 */
public record FailureNote(String outcome, boolean uncertain) {}
