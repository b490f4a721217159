package assignmentmailer.stream.delivery;

import assignmentmailer.stream.checkpoint.SequenceNumber;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The records of one shard from the first unacknowledged to the last read.
 *
 * <p>Exchanges may end in any order; a record is acknowledged once it and all records before it are done. Thread-safe.
 */
public final class AckWindow {
    private final Deque<Entry> entries = new ArrayDeque<>();
    private @Nullable SequenceNumber acknowledged;
    private long oldestSince;
    private int pending;

    /**
     * Appends the next records of the shard: all of them or, on an OutOfMemoryError, none.
     *
     * @param nanos the time of the call
     */
    public synchronized void append(List<Entry> next, long nanos) {
        boolean first = entries.isEmpty();
        entries.addAll(next);
        pending += next.size();
        if (first) {
            oldestSince = nanos;
        }
    }

    /**
     * Marks a record as done, after its exchange succeeded.
     *
     * @param nanos the time of the call
     * @return the number of records newly acknowledged, 0 when an earlier record is not done
     */
    public synchronized int done(Entry entry, long nanos) {
        if (entry.done) {
            return 0;
        }
        entry.done = true;
        pending--;
        int before = entries.size();
        for (Entry first = entries.peek(); first != null && first.done; first = entries.peek()) {
            acknowledged = entries.remove().sequenceNumber;
            oldestSince = nanos;
        }
        return before - entries.size();
    }

    /** Returns the sequence number up to which every record is acknowledged, or null when there is none. */
    public synchronized @Nullable SequenceNumber acknowledged() {
        return acknowledged;
    }

    /** Returns the oldest unacknowledged record. */
    public synchronized Optional<Entry> oldest() {
        return Optional.ofNullable(entries.peek());
    }

    /** Returns since when the oldest record has been the oldest, in nanoseconds; undefined when the window is empty. */
    public synchronized long oldestSince() {
        return oldestSince;
    }

    /** Returns the number of records not done. */
    public synchronized int pending() {
        return pending;
    }

    /** Returns the number of unacknowledged records, done or not. */
    public synchronized int size() {
        return entries.size();
    }

    /** One record in the window. */
    public static final class Entry {
        private final SequenceNumber sequenceNumber;
        private final Instant written;
        private boolean done;

        /** @param written when the record was written to the table */
        public Entry(SequenceNumber sequenceNumber, Instant written) {
            this.sequenceNumber = sequenceNumber;
            this.written = written;
        }

        public SequenceNumber sequenceNumber() {
            return sequenceNumber;
        }

        /** Returns when the record was written to the table. */
        public Instant written() {
            return written;
        }
    }
}
