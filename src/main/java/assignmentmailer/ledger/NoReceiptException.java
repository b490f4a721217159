package assignmentmailer.ledger;

/** Thrown when a call succeeded without the receipt that proves the mail was sent. */
public final class NoReceiptException extends RuntimeException {
    private static final long serialVersionUID = 1;

    NoReceiptException() {
        super("The answer has no message id: it is uncertain whether SES gave it");
    }
}
