package assignmentmailer.local;

import java.io.Serial;

/** Says what is wrong with the description of an applicant: which field, never what is in it. */
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
