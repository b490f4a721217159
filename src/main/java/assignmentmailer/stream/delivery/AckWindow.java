package assignmentmailer.stream.delivery;

import assignmentmailer.stream.checkpoint.SequenceNumber;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The records of one shard from the first that is not acknowledged to the last that was read.
 *
 * <p>Exchanges may end in any order; the shard is acknowledged only up to where every one before has ended well. Safe for
 * use by many threads.
 */
public final class AckWindow {
    private final Deque<Entry> entries = new ArrayDeque<>();
    private @Nullable SequenceNumber acknowledged;
    private long oldestSince;
    private int pending;

    /**
     * Takes in the next records of the shard, all of them or, should memory run out, none.
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
     * Marks a record as done.
     *
     * @param nanos the time of the call
     * @return how many records have been acknowledged by that, 0 where one before is not done
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

    /** Returns the sequence number up to which every record is acknowledged, or null when the first is not. */
    public synchronized @Nullable SequenceNumber acknowledged() {
        return acknowledged;
    }

    /** Returns the oldest record that is not acknowledged. */
    public synchronized Optional<Entry> oldest() {
        return Optional.ofNullable(entries.peek());
    }

    /** Returns since when the oldest has been the oldest, in nanoseconds; of no meaning where there is none. */
    public synchronized long oldestSince() {
        return oldestSince;
    }

    /** Returns how many records are not done. */
    public synchronized int pending() {
        return pending;
    }

    /** Returns how many records, done or not, are not acknowledged. */
    public synchronized int size() {
        return entries.size();
    }

    /** The place of one record in the window. */
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
