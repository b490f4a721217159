package assignmentmailer.stream.reading;

import assignmentmailer.stream.checkpoint.SequenceNumber;
import java.time.Instant;
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
    private final DynamoDbStreamsClient client;
    private final String streamArn;
    private final String shardId;
    private final ShardStart start;
    private final @Nullable SequenceNumber startedAfter;
    private @Nullable SequenceNumber lastRead;
    private @Nullable String iterator;
    private boolean started;
    private boolean jumping;

    /** @param lastRead the record to go on after, or null to begin as {@code start} says */
    ShardCursor(
            DynamoDbStreamsClient client,
            String streamArn,
            String shardId,
            ShardStart start,
            @Nullable SequenceNumber lastRead) {
        this.client = client;
        this.streamArn = streamArn;
        this.shardId = shardId;
        this.start = start;
        this.startedAfter = lastRead;
        this.lastRead = lastRead;
        this.started = lastRead != null;
    }

    /** Reads the next page, which moves the cursor; a failure leaves it where it is. */
    Page next(int limit) {
        if (iterator == null) {
            iterator = requestIterator();
        }
        GetRecordsResponse response = client.getRecords(
                GetRecordsRequest.builder().shardIterator(iterator).limit(limit).build());
        iterator = response.nextShardIterator();
        return new Page(response.records(), unread(response.records()), iterator == null);
    }

    /**
     * Has the next page read with a fresh iterator.
     *
     * @return whether it goes on right after the last record that was read
     */
    boolean forgetIterator() {
        iterator = null;
        return lastRead != null && !jumping;
    }

    /** Goes on with the oldest record that the stream still has, of those not read. */
    void jumpToHorizon() {
        iterator = null;
        jumping = true;
    }

    /** Returns the record that this reader began after, or null where there is none. */
    @Nullable
    SequenceNumber startedAfter() {
        return startedAfter;
    }

    private String requestIterator() {
        GetShardIteratorRequest.Builder request =
                GetShardIteratorRequest.builder().streamArn(streamArn).shardId(shardId);
        SequenceNumber after = lastRead;
        if (after != null && !jumping) {
            request.shardIteratorType(ShardIteratorType.AFTER_SEQUENCE_NUMBER).sequenceNumber(after.text());
        } else {
            request.shardIteratorType(start.iteratorType(started));
        }
        String fresh = client.getShardIterator(request.build()).shardIterator();
        started = true;
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
        Instant written = record.dynamodb().approximateCreationDateTime();
        Instant from = start.passOverBefore();
        return from == null || written == null || !written.isBefore(from);
    }

    /**
     * What one poll brought.
     *
     * @param records all of them
     * @param unread those that were not read before, and are wanted
     * @param last whether the shard has ended with them
     */
    record Page(List<Record> records, List<Record> unread, boolean last) {}
}
