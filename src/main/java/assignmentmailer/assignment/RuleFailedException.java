package assignmentmailer.assignment;

import java.io.Serial;

/** An expression of a rule failed for a candidate; the message contains no data of the candidate. */
public final class RuleFailedException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1L;

    public RuleFailedException(String message, Throwable cause) {
        super(message, cause);
    }
}
