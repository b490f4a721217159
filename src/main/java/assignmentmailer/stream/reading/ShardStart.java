package assignmentmailer.stream.reading;

import assignmentmailer.stream.schedule.TimeSource;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.ShardIteratorType;

/**
 * Where the reading of a shard begins of which no record was read before.
 *
 * @param passOverBefore records from before this moment are passed over, or null where none are. Records are stamped with
 *     whole seconds, by DynamoDB Local with whole minutes, so that those of its minute are read too.
 * @param latestUntil up to when, in nanoseconds, the iterator for the latest record may be asked for, or null for never
 */
record ShardStart(
        @Nullable Instant passOverBefore, @Nullable Long latestUntil, TimeSource time) {
    /** An iterator for the latest record that comes later than this after the first start would step over some. */
    private static final Duration LATEST_WITHIN = Duration.ofSeconds(2);

    /** All that the stream still has. */
    static ShardStart ofAll(TimeSource time) {
        return new ShardStart(null, null, time);
    }

    /** What was written since a moment. */
    static ShardStart since(Instant since, TimeSource time) {
        return new ShardStart(since.truncatedTo(ChronoUnit.MINUTES), null, time);
    }

    /**
     * What was written since a moment that has only just passed.
     *
     * @param sinceNanos the same moment in nanoseconds
     */
    static ShardStart sinceJustNow(Instant since, long sinceNanos, TimeSource time) {
        return new ShardStart(since.truncatedTo(ChronoUnit.MINUTES), sinceNanos + LATEST_WITHIN.toNanos(), time);
    }

    /** @param started whether there was an iterator before, which a record may have come through */
    ShardIteratorType iteratorType(boolean started) {
        boolean latest = !started && latestUntil != null && time.nanoTime() - latestUntil < 0;
        return latest ? ShardIteratorType.LATEST : ShardIteratorType.TRIM_HORIZON;
    }
}
