package assignmentmailer.stream.schedule;

import java.time.Duration;

/**
 * How long to wait after failures in a row: twice as long after each.
 *
 * @param first the wait after the first failure
 * @param longest the wait that is never exceeded
 */
public record Backoff(Duration first, Duration longest) {
    private static final int MOST_DOUBLINGS = 20;

    /**
     * Returns the wait after so many failures in a row.
     *
     * @param failures 1 or more
     * @param jitter from 0 to 1: the wait is shortened by up to a half, so that many that failed at once do not all come
     *     back at once
     */
    public Duration after(int failures, double jitter) {
        long doubled = first.toNanos() << Math.min(failures - 1, MOST_DOUBLINGS);
        long whole = Math.min(doubled, longest.toNanos());
        return Duration.ofNanos(whole - (long) (whole / 2.0 * jitter));
    }
}
