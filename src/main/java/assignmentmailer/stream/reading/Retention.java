package assignmentmailer.stream.reading;

import java.time.Duration;
import java.time.Instant;

/**
 * The time for which a stream retains a record: <a
 * href="https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Streams.html">24 hours</a>, after which the
 * record may be trimmed at any time.
 */
public final class Retention {
    public static final Duration KEPT = Duration.ofHours(24);

    private static final Duration A_LITTLE = Duration.ofMinutes(1);

    private Retention() {}

    /** Returns the time before which records may have been trimmed. */
    static Instant horizon(Instant now) {
        return now.minus(KEPT);
    }

    /**
     * Returns the time up to which a loss counts as reported once a shard is reported gone: its children are read a little
     * later, when a little more may have been trimmed, which is no second loss.
     */
    static Instant reportedUntil(Instant now) {
        return horizon(now).plus(A_LITTLE);
    }

    /** Returns whether records written since a time may have been trimmed by now. */
    static boolean mayHaveTrimmed(Instant from, Instant now) {
        return from.isBefore(horizon(now));
    }
}
