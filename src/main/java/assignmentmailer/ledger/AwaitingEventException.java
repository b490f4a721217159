package assignmentmailer.ledger;

import java.time.Duration;

/** Thrown when a mail may have been sent, and an event of SES that says so may still come. */
public final class AwaitingEventException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final transient Duration left;

    AwaitingEventException(Duration left) {
        super("The mail may have been sent: its event is awaited for " + left.toMillis() + " ms");
        this.left = left;
    }

    /** Returns the time after which the event is no longer awaited. */
    public Duration left() {
        return left;
    }
}
