package assignmentmailer.stream.delivery;

import java.time.Duration;

/** A failure for which the route itself requests redelivery, after a delay of its choice. */
public final class RedeliveryRequest extends Exception {
    private static final long serialVersionUID = 1L;

    private final Duration delay;

    /** @param delay the time from the end of the exchange to the redelivery, zero or more */
    public RedeliveryRequest(Duration delay, Throwable cause) {
        super("Redelivery requested in " + delay.toMillis() + " ms", cause);
        this.delay = delay;
    }

    public Duration delay() {
        return delay;
    }
}
