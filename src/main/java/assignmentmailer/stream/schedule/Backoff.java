package assignmentmailer.stream.schedule;

import java.time.Duration;

/**
 * The delay after consecutive failures; doubles with each.
 *
 * @param first the delay after the first failure
 * @param longest the largest delay
 */
public record Backoff(Duration first, Duration longest) {
    private static final int MOST_DOUBLINGS = 20;

    /**
     * Returns the delay after a number of consecutive failures.
     *
     * @param failures 1 or more
     * @param jitter from 0 to 1: shortens the delay by up to a half, which spreads retries of simultaneous failures
     */
    public Duration after(int failures, double jitter) {
        long doubled = first.toNanos() << Math.min(failures - 1, MOST_DOUBLINGS);
        long whole = Math.min(doubled, longest.toNanos());
        return Duration.ofNanos(whole - (long) (whole / 2.0 * jitter));
    }
}
