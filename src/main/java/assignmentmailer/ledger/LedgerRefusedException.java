package assignmentmailer.ledger;

/** Thrown when the state table rejects one entry for its content; other entries may succeed. */
public final class LedgerRefusedException extends RuntimeException {
    private static final long serialVersionUID = 1;

    LedgerRefusedException(Throwable cause) {
        super("The state table refuses this candidate's entry: " + cause.getMessage(), cause);
    }
}
