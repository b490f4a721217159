package assignmentmailer.mailevents;

import assignmentmailer.deadletter.DeadLetterReason;
import java.io.Serial;

/** The reason for the dead letter of a mail that was sent and reached nobody. */
public final class MailBouncedException extends RuntimeException implements DeadLetterReason {
    @Serial
    private static final long serialVersionUID = 1L;

    MailBouncedException(SesEvent event) {
        super("%s at %s: %s"
                .formatted(
                        event.noted().kind().word(),
                        event.noted().at(),
                        event.noted().detail()));
    }

    @Override
    public String reason() {
        return "bounced";
    }
}
