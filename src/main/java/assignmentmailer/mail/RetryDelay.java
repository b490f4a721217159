package assignmentmailer.mail;

import java.time.Duration;

/**
 * The delay before a failed mail is redelivered; doubles with each failure.
 *
 * @param first the delay after the first failure
 * @param longest the largest delay
 */
public record RetryDelay(Duration first, Duration longest) {
    private static final int MOST_DOUBLINGS = 20;
    private static final double JITTER = 0.2;

    /**
     * Returns the delay after a number of failures.
     *
     * @param failures 1 or more
     * @param dice from 0 to 1: shortens the delay by up to a fifth, which spreads the redeliveries of mails that failed
     *     together
     */
    Duration after(int failures, double dice) {
        long doubled = first.toMillis() << Math.min(failures - 1, MOST_DOUBLINGS);
        long whole = Math.min(doubled, longest.toMillis());
        return Duration.ofMillis(Math.max(1, whole - (long) (whole * JITTER * dice)));
    }
}
