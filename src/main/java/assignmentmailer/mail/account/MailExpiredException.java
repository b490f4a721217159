package assignmentmailer.mail.account;

import java.io.Serial;

/** Says that a record will soon be forgotten by the stream or queue it came from, and is kept elsewhere before. */
public final class MailExpiredException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1L;

    public MailExpiredException(String why) {
        super(why);
    }
}
