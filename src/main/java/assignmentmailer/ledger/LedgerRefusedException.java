package assignmentmailer.ledger;

/** The state table refused one entry for what is in it; others it may take. */
public final class LedgerRefusedException extends RuntimeException {
    private static final long serialVersionUID = 1;

    LedgerRefusedException(Throwable cause) {
        super("The state table refuses this candidate's entry: " + cause.getMessage(), cause);
    }
}
