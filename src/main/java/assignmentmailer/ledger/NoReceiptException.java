package assignmentmailer.ledger;

/** Says that a call ended well without the receipt that proves that the mail was sent. */
public final class NoReceiptException extends RuntimeException {
    private static final long serialVersionUID = 1;

    NoReceiptException() {
        super("The answer has no message id: it is uncertain whether SES gave it");
    }
}
