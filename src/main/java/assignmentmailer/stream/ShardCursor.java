package assignmentmailer.stream;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.GetRecordsRequest;
import software.amazon.awssdk.services.dynamodb.model.GetRecordsResponse;
import software.amazon.awssdk.services.dynamodb.model.GetShardIteratorRequest;
import software.amazon.awssdk.services.dynamodb.model.Record;
import software.amazon.awssdk.services.dynamodb.model.ShardIteratorType;
import software.amazon.awssdk.services.dynamodb.streams.DynamoDbStreamsClient;

/** The place up to which a shard has been read, from which its next page comes. Used by one thread at a time. */
final class ShardCursor {
    /** An iterator for the latest record that comes later than this would step over some. */
    private static final Duration LATEST_WITHIN = Duration.ofSeconds(2);

    private final DynamoDbStreamsClient client;
    private final String streamArn;
    private final String shardId;
    private ShardIteratorType start;
    private final @Nullable Instant since;
    private @Nullable SequenceNumber lastRead;
    private @Nullable String iterator;
    private final long created = System.nanoTime();
    private boolean filtering;
    private boolean jumping;

    private ShardCursor(
            DynamoDbStreamsClient client,
            String streamArn,
            String shardId,
            ShardIteratorType start,
            @Nullable Instant since,
            @Nullable SequenceNumber lastRead) {
        this.client = client;
        this.streamArn = streamArn;
        this.shardId = shardId;
        this.start = start;
        this.since = since == null ? null : since.truncatedTo(ChronoUnit.MINUTES);
        this.lastRead = lastRead;
    }

    static ShardCursor after(DynamoDbStreamsClient client, String streamArn, String shardId, SequenceNumber lastRead) {
        return new ShardCursor(client, streamArn, shardId, ShardIteratorType.TRIM_HORIZON, null, lastRead);
    }

    static ShardCursor atStart(DynamoDbStreamsClient client, String streamArn, String shardId) {
        return new ShardCursor(client, streamArn, shardId, ShardIteratorType.TRIM_HORIZON, null, null);
    }

    /**
     * Reads what was written from a moment on.
     *
     * @param since the moment; records are stamped with whole seconds, by DynamoDB Local with whole minutes, so that those
     *     of its minute are read too
     */
    static ShardCursor since(DynamoDbStreamsClient client, String streamArn, String shardId, Instant since) {
        return new ShardCursor(client, streamArn, shardId, ShardIteratorType.TRIM_HORIZON, since, null);
    }

    /**
     * Reads what is written from now on, or from a moment a little ago on should its first iterator be lost.
     *
     * @param since the moment
     */
    static ShardCursor atEnd(DynamoDbStreamsClient client, String streamArn, String shardId, Instant since) {
        return new ShardCursor(client, streamArn, shardId, ShardIteratorType.LATEST, since, null);
    }

    /** Reads the next page, which moves the cursor; a failure leaves it where it is. */
    Page next(int limit) {
        if (iterator == null) {
            iterator = requestIterator();
        }
        GetRecordsResponse response = client.getRecords(
                GetRecordsRequest.builder().shardIterator(iterator).limit(limit).build());
        iterator = response.nextShardIterator();
        List<Record> records = response.records();
        return new Page(unread(records), records.size() >= limit, iterator == null);
    }

    /** Has the next page read with a fresh iterator. */
    void forgetIterator() {
        iterator = null;
    }

    /** Goes on with the oldest record that the stream still has, of those not read. */
    void jumpToHorizon() {
        iterator = null;
        jumping = true;
    }

    @Nullable
    SequenceNumber lastRead() {
        return lastRead;
    }

    private String requestIterator() {
        GetShardIteratorRequest.Builder request =
                GetShardIteratorRequest.builder().streamArn(streamArn).shardId(shardId);
        SequenceNumber after = lastRead;
        if (after != null && !jumping) {
            request.shardIteratorType(ShardIteratorType.AFTER_SEQUENCE_NUMBER).sequenceNumber(after.text());
        } else {
            if (System.nanoTime() - created > LATEST_WITHIN.toNanos()) {
                start = ShardIteratorType.TRIM_HORIZON;
            }
            request.shardIteratorType(start);
            filtering = start == ShardIteratorType.TRIM_HORIZON && since != null;
        }
        String fresh = client.getShardIterator(request.build()).shardIterator();
        start = ShardIteratorType.TRIM_HORIZON;
        return fresh;
    }

    private List<Record> unread(List<Record> records) {
        List<Record> unread = new ArrayList<>(records.size());
        for (Record record : records) {
            SequenceNumber sequenceNumber = new SequenceNumber(record.dynamodb().sequenceNumber());
            if (lastRead == null || sequenceNumber.isAfter(lastRead)) {
                lastRead = sequenceNumber;
                if (isWanted(record)) {
                    unread.add(record);
                }
            }
        }
        jumping &= records.isEmpty();
        return unread;
    }

    private boolean isWanted(Record record) {
        Instant created = record.dynamodb().approximateCreationDateTime();
        return !filtering || since == null || created == null || !created.isBefore(since);
    }

    /**
     * What one poll brought.
     *
     * @param records those not read before
     * @param full whether there were as many as asked for, so that more may wait
     * @param last whether the shard has ended with them
     */
    record Page(List<Record> records, boolean full, boolean last) {}
}
