package assignmentmailer.deadletter;

import java.io.Serial;

/** Says that a dead letter could not be kept: its record is not done. */
public final class DeadLetterNotKeptException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1L;

    DeadLetterNotKeptException(Throwable cause) {
        super("The dead letter cannot be kept: " + cause.getMessage(), cause);
    }
}
