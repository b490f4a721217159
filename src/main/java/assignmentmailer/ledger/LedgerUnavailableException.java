package assignmentmailer.ledger;

/** The state table could not be read or written, or not in time. */
public final class LedgerUnavailableException extends RuntimeException {
    private static final long serialVersionUID = 1;

    LedgerUnavailableException(String message) {
        super(message);
    }

    LedgerUnavailableException(Throwable cause) {
        super("The ledger cannot reach its table: " + cause.getMessage(), cause);
    }
}
