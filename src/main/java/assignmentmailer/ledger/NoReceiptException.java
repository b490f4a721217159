package assignmentmailer.ledger;

/** Thrown when a call succeeded without the receipt that proves the mail was sent. */
public final class NoReceiptException extends RuntimeException {
    private static final long serialVersionUID = 1;

    NoReceiptException() {
        super("The response has no message id: uncertain whether SES accepted the mail");
    }
}
