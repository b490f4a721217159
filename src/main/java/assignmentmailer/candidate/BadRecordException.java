package assignmentmailer.candidate;

import java.io.Serial;

/** Says that a record is no candidate; names the attribute at fault, never what is in it. */
public final class BadRecordException extends Exception {
    @Serial
    private static final long serialVersionUID = 1L;

    public BadRecordException(String message) {
        super(message);
    }
}
