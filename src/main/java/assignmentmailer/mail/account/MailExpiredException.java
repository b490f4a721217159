package assignmentmailer.mail.account;

import java.io.Serial;

/** Thrown when the stream is about to forget a record, which becomes a dead letter before that. */
public final class MailExpiredException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1L;

    public MailExpiredException(String why) {
        super(why);
    }
}
