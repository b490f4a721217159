package assignmentmailer.assignment;

import java.io.Serial;

/** Says why an expression of a rule cannot be evaluated, without anything of the candidate's. */
public final class RuleFailedException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1L;

    public RuleFailedException(String message, Throwable cause) {
        super(message, cause);
    }
}
