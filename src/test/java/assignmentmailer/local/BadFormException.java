package assignmentmailer.local;

import java.io.Serial;

/** Thrown when a candidate form is invalid; the message names the field, never its value. */
final class BadFormException extends Exception {
    @Serial
    private static final long serialVersionUID = 1;

    private final String problem;

    BadFormException(String problem) {
        super(problem);
        this.problem = problem;
    }

    String problem() {
        return problem;
    }
}
