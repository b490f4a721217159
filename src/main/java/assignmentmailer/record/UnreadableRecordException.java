package assignmentmailer.record;

import java.io.Serial;

/** Thrown when a text contains no change record; the message names the place of the fault and none of its content. */
public final class UnreadableRecordException extends Exception {
    @Serial
    private static final long serialVersionUID = 1L;

    UnreadableRecordException(String message) {
        super(message);
    }
}
