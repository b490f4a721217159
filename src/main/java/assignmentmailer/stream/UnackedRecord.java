package assignmentmailer.stream;

import software.amazon.awssdk.services.dynamodb.model.Record;

/** A record that was read from a shard but is not done. */
final class UnackedRecord {
    private final Record record;
    private final AckWindow.Entry entry;
    private int failures;

    UnackedRecord(Record record, AckWindow.Entry entry) {
        this.record = record;
        this.entry = entry;
    }

    Record record() {
        return record;
    }

    AckWindow.Entry entry() {
        return entry;
    }

    SequenceNumber sequenceNumber() {
        return entry.sequenceNumber();
    }

    /** Counts one more failed delivery, of which there is never more than one at a time. */
    int failed() {
        return ++failures;
    }
}
