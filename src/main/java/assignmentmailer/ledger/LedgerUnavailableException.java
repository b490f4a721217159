package assignmentmailer.ledger;

/** Thrown when the state table cannot be read or written in time. */
public final class LedgerUnavailableException extends RuntimeException {
    private static final long serialVersionUID = 1;

    LedgerUnavailableException(String message) {
        super(message);
    }

    LedgerUnavailableException(Throwable cause) {
        super("The ledger cannot read or write the state table: " + cause.getMessage(), cause);
    }
}
