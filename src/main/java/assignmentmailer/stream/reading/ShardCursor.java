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

/** The read position in a shard, from which the next page is read. Not thread-safe. */
final class ShardCursor {
    private final DynamoDbStreamsClient client;
    private final String streamArn;
    private final String shardId;
    private final ShardStart start;
    private final @Nullable SequenceNumber startedAfter;
    private @Nullable SequenceNumber lastRead;
    private @Nullable String iterator;
    private boolean jumping;

    /** @param lastRead the record to resume after, or null to begin at {@code start} */
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

    /** Reads the next page without moving the cursor. */
    Page read(int limit) {
        if (iterator == null) {
            iterator = requestIterator();
        }
        GetRecordsResponse response = client.getRecords(
                GetRecordsRequest.builder().shardIterator(iterator).limit(limit).build());
        return page(response);
    }

    /** Moves past a page, after its records are in the acknowledgement window. */
    void moveBehind(Page page) {
        iterator = page.next();
        lastRead = page.lastRead();
        jumping &= page.records().isEmpty();
    }

    /**
     * Drops the iterator, so that the next page is read with a new one.
     *
     * @return whether the new iterator resumes right after the last record read
     */
    boolean forgetIterator() {
        iterator = null;
        return lastRead != null && !jumping;
    }

    /** Moves to the oldest unread record that the stream still has. */
    void jumpToHorizon() {
        iterator = null;
        jumping = true;
    }

    /** Returns the record that reading started after, or null when there is none. */
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
     * The result of one poll.
     *
     * @param records all records
     * @param unread the records not read before and not skipped
     * @param lastRead the last record read, this page included, or null when there is none
     * @param next the iterator of the next page, or null when the shard has ended
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
