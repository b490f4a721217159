package assignmentmailer.stream.reading;

import java.time.Duration;

/**
 * Measures how long consecutive responses have agreed. A single response may lag, and responses separated by a long
 * pause, such as a sleep of the machine or a network failure, do not count as consecutive. Not thread-safe.
 */
final class Streak {
    private boolean running;
    private long first;
    private long last;

    /**
     * Records another agreeing response.
     *
     * @param nanos the time of the request
     * @param longestPause the longest time between consecutive responses
     * @return whether the response continues the streak
     */
    boolean extend(long nanos, Duration longestPause) {
        boolean continues = running && nanos - last < longestPause.toNanos();
        if (!continues) {
            first = nanos;
        }
        running = true;
        last = nanos;
        return continues;
    }

    /** Ends the streak after a different response or none. */
    void end() {
        running = false;
    }

    /** Returns the time from the first to the last response of the streak. */
    Duration length() {
        return running ? Duration.ofNanos(last - first) : Duration.ZERO;
    }
}
