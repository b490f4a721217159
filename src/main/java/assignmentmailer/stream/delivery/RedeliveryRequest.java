package assignmentmailer.stream.delivery;

import java.time.Duration;

/** Says that a route wants its record delivered again after a time of its own choice, which is no surprise to it. */
public final class RedeliveryRequest extends Exception {
    private static final long serialVersionUID = 1L;

    private final Duration delay;

    /** @param delay from the end of the exchange to the next delivery, zero or more */
    public RedeliveryRequest(Duration delay, Throwable cause) {
        super("Delivered again in " + delay.toMillis() + " ms", cause);
        this.delay = delay;
    }

    public Duration delay() {
        return delay;
    }
}
