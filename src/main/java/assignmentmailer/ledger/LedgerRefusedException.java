package assignmentmailer.ledger;

/** Thrown when the state table rejects one entry for its content; other entries may succeed. */
public final class LedgerRefusedException extends RuntimeException {
    private static final long serialVersionUID = 1;

    LedgerRefusedException(Throwable cause) {
        super("The state table rejects this candidate's ledger entry: " + cause.getMessage(), cause);
    }
}
