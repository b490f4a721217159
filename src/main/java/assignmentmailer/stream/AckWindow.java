package assignmentmailer.stream;

import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * The records of one shard from the first that is not done to the last that was read.
 *
 * <p>Records may be done in any order; the shard is acknowledged only up to where every one before is done. Safe for use
 * by many threads.
 */
final class AckWindow {
    private final Deque<Entry> entries = new ArrayDeque<>();
    private @Nullable SequenceNumber acknowledged;
    private int pending;

    /** Takes in the next record of the shard. */
    synchronized Entry append(SequenceNumber sequenceNumber) {
        Entry entry = new Entry(sequenceNumber);
        entries.add(entry);
        pending++;
        return entry;
    }

    /**
     * Marks a record as done.
     *
     * @return the sequence number up to which all is done now, or null when that has not moved
     */
    synchronized @Nullable SequenceNumber done(Entry entry) {
        if (entry.done) {
            return null;
        }
        entry.done = true;
        pending--;
        SequenceNumber before = acknowledged;
        for (Entry first = entries.peek(); first != null && first.done; first = entries.peek()) {
            acknowledged = entries.remove().sequenceNumber;
        }
        return before == acknowledged ? null : acknowledged;
    }

    /** Returns the sequence number up to which all is done, or null when the first record is not. */
    synchronized @Nullable SequenceNumber acknowledged() {
        return acknowledged;
    }

    /** Returns how many records are not done. */
    synchronized int pending() {
        return pending;
    }

    /** Returns how many records, done or not, are not acknowledged. */
    synchronized int size() {
        return entries.size();
    }

    /** The place of one record in the window. */
    static final class Entry {
        private final SequenceNumber sequenceNumber;
        private boolean done;

        private Entry(SequenceNumber sequenceNumber) {
            this.sequenceNumber = sequenceNumber;
        }

        SequenceNumber sequenceNumber() {
            return sequenceNumber;
        }
    }
}
