package assignmentmailer.mail.account;

import java.io.Serial;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Thrown when a mail gives its place to others and is redelivered after a delay. */
public final class MailDeferredException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1L;

    private final Duration delay;

    /** @param delay the time until redelivery */
    public MailDeferredException(String why, Duration delay, @Nullable Throwable cause) {
        super(why, cause, true, false);
        this.delay = delay;
    }

    public Duration delay() {
        return delay;
    }
}
