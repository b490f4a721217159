package assignmentmailer.stream.reading;

import java.time.Duration;
import java.time.Instant;

/**
 * How long a stream keeps a record: <a
 * href="https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Streams.html">24 hours</a>, after which it may be
 * removed at any moment.
 */
public final class Retention {
    public static final Duration KEPT = Duration.ofHours(24);

    private static final Duration A_LITTLE = Duration.ofMinutes(1);

    private Retention() {}

    /** Returns the moment before which records may have been removed. */
    static Instant horizon(Instant now) {
        return now.minus(KEPT);
    }

    /**
     * Returns the moment before which whatever is lost has been told of, once a shard is told to be gone: the shards after it
     * are read a little later, when a little more may have been removed, which is no loss of its own.
     */
    static Instant toldUntil(Instant now) {
        return horizon(now).plus(A_LITTLE);
    }

    /** Returns whether records written from a moment on may have been removed by now. */
    static boolean mayHaveTrimmed(Instant from, Instant now) {
        return from.isBefore(horizon(now));
    }
}
