package assignmentmailer.deadletter;

import java.io.Serial;

/** Thrown when a dead letter cannot be kept, so that its record stays unacknowledged. */
public final class DeadLetterNotKeptException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1L;

    DeadLetterNotKeptException(Throwable cause) {
        super("The dead letter cannot be kept: " + cause.getMessage(), cause);
    }
}
