package assignmentmailer.stream.reading;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/**
 * The position at which reading a shard starts: the oldest record of the stream, or the first since a time.
 *
 * <p>The iterator type LATEST is unsuitable: it would skip records written before the iterator is created.
 *
 * @param passOverBefore records from before this time are skipped; null to skip none
 */
record ShardStart(@Nullable Instant passOverBefore) {
    private static final String DYNAMODB_LOCAL = ":ddblocal:";

    /** Returns a start at the oldest record that the stream still has. */
    static ShardStart ofAll() {
        return new ShardStart(null);
    }

    /**
     * Returns a start at the first record since a time.
     *
     * <p>Records are stamped with <a
     * href="https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_streams_StreamRecord.html">whole
     * seconds</a>, by DynamoDB Local with whole minutes. The start is therefore rounded down and, for DynamoDB, moved
     * back one more second, since its servers' clocks differ.
     */
    static ShardStart since(Instant since, String streamArn) {
        return streamArn.contains(DYNAMODB_LOCAL)
                ? new ShardStart(since.truncatedTo(ChronoUnit.MINUTES))
                : new ShardStart(since.truncatedTo(ChronoUnit.SECONDS).minusSeconds(1));
    }
}
