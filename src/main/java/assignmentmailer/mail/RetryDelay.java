package assignmentmailer.mail;

import java.time.Duration;

/**
 * How long a mail that failed gives its place to others: twice as long after each failure.
 *
 * @param first the delay after the first failure
 * @param longest the delay that is never exceeded
 */
public record RetryDelay(Duration first, Duration longest) {
    private static final int MOST_DOUBLINGS = 20;
    private static final double JITTER = 0.2;

    /**
     * Returns the delay after so many failures.
     *
     * @param failures 1 or more
     * @param dice from 0 to 1: the delay is shortened by up to a fifth, so that many that failed at once do not all come
     *     back at once
     */
    Duration after(int failures, double dice) {
        long doubled = first.toMillis() << Math.min(failures - 1, MOST_DOUBLINGS);
        long whole = Math.min(doubled, longest.toMillis());
        return Duration.ofMillis(Math.max(1, whole - (long) (whole * JITTER * dice)));
    }
}
