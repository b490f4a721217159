package assignmentmailer.ledger;

/**
 * What a failed attempt means to the ledger.
 *
 * @param outcome one word for the entry's list of attempts, without anything of the candidate's
 * @param uncertain whether the mail may have been sent all the same
 */
public record FailureNote(String outcome, boolean uncertain) {}
