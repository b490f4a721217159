package assignmentmailer.stream.reading;

import assignmentmailer.stream.schedule.Backoff;
import java.time.Duration;

/**
 * Computes when a shard is polled next.
 *
 * <p>At most 5 times in any second, the limit of the <a
 * href="https://docs.aws.amazon.com/streams/latest/dev/service-sizes-and-limits.html">sibling service</a> Kinesis; at
 * once during a backlog, otherwise at the idle interval. Times are monotonic nanoseconds.
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

    /** Returns the delay after a poll that left records to read. */
    Duration afterBacklog(long now) {
        failures = 0;
        return untilAllowed(now);
    }

    /** Returns the delay after a poll that read everything; the interval counts from that poll's start. */
    Duration afterIdle(long now, Duration idle) {
        failures = 0;
        return longer(untilAllowed(now), idle.minusNanos(now - lastStart()));
    }

    /** Returns the delay after a failed poll. */
    Duration afterFailure(long now, Backoff backoff, double jitter) {
        failures++;
        return longer(untilAllowed(now), backoff.after(failures, jitter));
    }

    /** Returns the delay after a poll with a stale iterator: none the first time, backoff on repetition. */
    Duration afterStaleIterator(long now, Backoff backoff, double jitter) {
        Duration wait = afterFailure(now, backoff, jitter);
        return failures == 1 ? untilAllowed(now) : wait;
    }

    /** Returns the number of consecutive failed polls. */
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
