package assignmentmailer.mailevents;

import java.io.Serial;

/** Thrown for a text that is no event of SES; the message does not quote it. */
public final class UnreadableEventException extends Exception {
    @Serial
    private static final long serialVersionUID = 1L;

    UnreadableEventException(String why) {
        super(why);
    }
}
