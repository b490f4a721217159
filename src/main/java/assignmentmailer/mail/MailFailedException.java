package assignmentmailer.mail;

import assignmentmailer.deadletter.DeadLetterReason;
import java.io.Serial;

/** Thrown when a mail is not retried any more; carries the reason for its dead letter. */
public final class MailFailedException extends RuntimeException implements DeadLetterReason {
    @Serial
    private static final long serialVersionUID = 1L;

    private final String reason;

    MailFailedException(String reason, Throwable cause) {
        super(String.valueOf(cause.getMessage()), cause);
        this.reason = reason;
    }

    @Override
    public String reason() {
        return reason;
    }
}
