package assignmentmailer.stream.reading;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/**
 * Where the reading of a shard begins: with the oldest record that the stream has, or with the first from a moment on.
 *
 * <p>The iterator for the latest record is of no use: what is written until it is there would be stepped over.
 *
 * @param passOverBefore records from before this moment are passed over, or null where none are
 */
record ShardStart(@Nullable Instant passOverBefore) {
    private static final String DYNAMODB_LOCAL = ":ddblocal:";

    /** All that the stream still has. */
    static ShardStart ofAll() {
        return new ShardStart(null);
    }

    /**
     * What was written since a moment.
     *
     * <p>Records are stamped with <a
     * href="https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_streams_StreamRecord.html">whole seconds</a>,
     * by DynamoDB Local with whole minutes, so that those of its second or minute are read too, and a second more since no
     * two of its servers have the same clock.
     */
    static ShardStart since(Instant since, String streamArn) {
        return streamArn.contains(DYNAMODB_LOCAL)
                ? new ShardStart(since.truncatedTo(ChronoUnit.MINUTES))
                : new ShardStart(since.truncatedTo(ChronoUnit.SECONDS).minusSeconds(1));
    }
}
