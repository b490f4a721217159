package assignmentmailer.stream.delivery;

import assignmentmailer.stream.checkpoint.SequenceNumber;
import software.amazon.awssdk.services.dynamodb.model.Record;

/** A record that was read from a shard and is not done. */
public final class PendingRecord {
    private final Record record;
    private final AckWindow.Entry entry;
    private final long heapBytes;
    private int failures;

    /** @param heapBytes what the record takes of the heap, by estimate */
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

    /** Counts one more failed delivery, of which there is never more than one at a time. */
    int failed() {
        return ++failures;
    }
}
