package assignmentmailer.mail.account;

import java.io.Serial;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Says that a mail gives its place back to others, and is to come again after a time. */
public final class MailDeferredException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1L;

    private final Duration delay;

    /** @param delay how long until it should come again */
    public MailDeferredException(String why, Duration delay, @Nullable Throwable cause) {
        super(why, cause, true, false);
        this.delay = delay;
    }

    public Duration delay() {
        return delay;
    }
}
