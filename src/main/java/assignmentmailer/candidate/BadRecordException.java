package assignmentmailer.candidate;

import java.io.Serial;

/** Thrown when a record is not a valid candidate; the message names the attribute, never its value. */
public final class BadRecordException extends Exception {
    @Serial
    private static final long serialVersionUID = 1L;

    public BadRecordException(String message) {
        super(message);
    }
}
