package assignmentmailer.stream.delivery;

import assignmentmailer.stream.checkpoint.SequenceNumber;
import software.amazon.awssdk.services.dynamodb.model.Record;

/** A record that was read from a shard and has no successful exchange yet. */
public final class PendingRecord {
    private final Record record;
    private final AckWindow.Entry entry;
    private final long heapBytes;
    private int failures;

    /** @param heapBytes the estimated heap size of the record */
    public PendingRecord(Record record, AckWindow.Entry entry, long heapBytes) {
        this.record = record;
        this.entry = entry;
        this.heapBytes = heapBytes;
    }

    public AckWindow.Entry entry() {
        return entry;
    }

    public long heapBytes() {
        return heapBytes;
    }

    Record record() {
        return record;
    }

    SequenceNumber sequenceNumber() {
        return entry.sequenceNumber();
    }

    /** Counts a failed delivery; deliveries of one record never overlap. */
    int failed() {
        return ++failures;
    }
}
