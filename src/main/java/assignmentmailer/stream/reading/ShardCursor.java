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
    }

    /** Reads the next page, and leaves the cursor where it is. */
    Page read(int limit) {
        if (iterator == null) {
            iterator = requestIterator();
        }
        GetRecordsResponse response = client.getRecords(
                GetRecordsRequest.builder().shardIterator(iterator).limit(limit).build());
        return page(response);
    }

    /** Moves behind a page, once its records are in safe hands. */
    void moveBehind(Page page) {
        iterator = page.next();
        lastRead = page.lastRead();
        jumping &= page.records().isEmpty();
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
            request.shardIteratorType(ShardIteratorType.TRIM_HORIZON);
        }
        return client.getShardIterator(request.build()).shardIterator();
    }

    private Page page(GetRecordsResponse response) {
        List<Record> unread = new ArrayList<>(response.records().size());
        SequenceNumber last = lastRead;
        for (Record record : response.records()) {
            SequenceNumber sequenceNumber = new SequenceNumber(record.dynamodb().sequenceNumber());
            if (last == null || sequenceNumber.isAfter(last)) {
                last = sequenceNumber;
                if (isWanted(record)) {
                    unread.add(record);
                }
            }
        }
        return new Page(response.records(), unread, last, response.nextShardIterator());
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
     * @param lastRead the last record that is read by then, or null where there is none
     * @param next the iterator of the page after it, or null where the shard has ended
     */
    record Page(
            List<Record> records,
            List<Record> unread,
            @Nullable SequenceNumber lastRead,
            @Nullable String next) {
        boolean isLast() {
            return next == null;
        }
    }
}
