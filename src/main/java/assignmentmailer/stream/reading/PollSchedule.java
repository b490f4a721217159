package assignmentmailer.stream.reading;

import assignmentmailer.stream.schedule.Backoff;
import java.time.Duration;

/**
 * When a shard may and should be polled next.
 *
 * <p>Never more than 5 times in any second, as the <a
 * href="https://docs.aws.amazon.com/streams/latest/dev/service-sizes-and-limits.html">sibling service</a> has it; at once
 * while there is a backlog; at the idle interval otherwise. Times are of a clock in nanoseconds that only their
 * difference matters of.
 */
final class PollSchedule {
    static final int MOST_PER_SECOND = 5;

    private static final long SECOND = Duration.ofSeconds(1).toNanos();

    private final long[] starts = new long[MOST_PER_SECOND];
    private int polls;
    private int failures;

    void started(long now) {
        starts[polls++ % MOST_PER_SECOND] = now;
    }

    /** Returns the wait after a poll that left more to read. */
    Duration afterBacklog(long now) {
        failures = 0;
        return untilAllowed(now);
    }

    /** Returns the wait after a poll that read all there was, counted from that poll's start. */
    Duration afterIdle(long now, Duration idle) {
        failures = 0;
        return longer(untilAllowed(now), idle.minusNanos(now - lastStart()));
    }

    /** Returns the wait after a poll that failed. */
    Duration afterFailure(long now, Backoff backoff, double jitter) {
        failures++;
        return longer(untilAllowed(now), backoff.after(failures, jitter));
    }

    /** Returns the wait after a poll whose iterator was of no use any more: none, unless that happens again. */
    Duration afterStaleIterator(long now, Backoff backoff, double jitter) {
        Duration wait = afterFailure(now, backoff, jitter);
        return failures == 1 ? untilAllowed(now) : wait;
    }

    /** Returns how many polls in a row have failed. */
    int failures() {
        return failures;
    }

    private Duration untilAllowed(long now) {
        if (polls < MOST_PER_SECOND) {
            return Duration.ZERO;
        }
        long oldest = starts[polls % MOST_PER_SECOND];
        return longer(Duration.ofNanos(oldest + SECOND - now), Duration.ZERO);
    }

    private long lastStart() {
        return starts[Math.floorMod(polls - 1, MOST_PER_SECOND)];
    }

    private static Duration longer(Duration one, Duration other) {
        return one.compareTo(other) > 0 ? one : other;
    }
}
