package assignmentmailer.ledger;

/**
 * A failed attempt as the ledger records it.
 *
 * @param outcome one word for the entry's list of attempts, without personal data
 * @param fault whose fault it was, {@link AttemptFault#UNCERTAIN} when the mail may have been sent nevertheless
 */
public record FailureNote(String outcome, AttemptFault fault) {
    boolean uncertain() {
        return fault == AttemptFault.UNCERTAIN;
    }
}
