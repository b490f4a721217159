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

    /** So much may be missing at the far end without being told: two instances that start together are not one moment. */
    private static final Duration TOLERANCE = Duration.ofMinutes(1);

    private Retention() {}

    /** Returns the moment before which records may have been removed. */
    static Instant horizon(Instant now) {
        return now.minus(KEPT);
    }

    /** Returns whether records written from a moment on may have been removed by now. */
    static boolean mayHaveTrimmed(Instant from, Instant now) {
        return from.plus(TOLERANCE).isBefore(horizon(now));
    }
}
