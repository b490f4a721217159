package assignmentmailer.ledger;

/**
 * What a failure means to the ledger.
 *
 * @param owner whose fault it is, kept with the entry
 * @param uncertain whether it may have been done all the same
 */
public record Fault(String owner, boolean uncertain) {}
