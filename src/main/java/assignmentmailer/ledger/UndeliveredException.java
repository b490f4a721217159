package assignmentmailer.ledger;

/** Thrown when a mail that reached nobody would be sent to the same address again. */
public final class UndeliveredException extends RuntimeException {
    private static final long serialVersionUID = 1;

    UndeliveredException(MailEvent event) {
        super("The mail reached nobody, and the address is still the same: %s at %s, %s"
                .formatted(event.kind().word(), event.at(), event.detail()));
    }
}
