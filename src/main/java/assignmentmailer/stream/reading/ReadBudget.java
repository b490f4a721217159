package assignmentmailer.stream.reading;

import org.jspecify.annotations.Nullable;

/**
 * Bounds the heap used by records between poll and acknowledgement, whatever the backlog and the size of items.
 *
 * <p>A poll first reserves room and later returns what its records do not need: initially the size of the largest page,
 * then twice the size of recent pages. Concurrent polls are limited to those whose reservations fit together. While no
 * record is buffered, a page is admitted however small the budget. The last quarter is reserved for shards without
 * waiting records, so that a shard whose records all fail does not stall the others. Thread-safe.
 */
public final class ReadBudget {
    /** The number of buffered records above which no page is read: a few pages. */
    static final int RECORDS = 4_000;

    /** The records that shards without waiting records may share while the buffer is full. */
    static final int RESERVED_RECORDS = 2_000;

    /** The least records for each of these shards, however many they are. */
    static final int RESERVED_RECORDS_EACH = 16;

    /** The refused reservations before a shard uses that share: small pages would use up its polls per second. */
    static final int REFUSALS_BEFORE_RESERVE = 5;

    /** The most records of a shard from the first unacknowledged to the last read. */
    static final int WINDOW = 20_000;

    /**
     * The <a href="https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_streams_GetRecords.html">1 MB</a>
     * limit of GetRecords, as heap size when attributes have a few bytes each.
     */
    static final long LARGEST_PAGE = 50_000_000;

    /** The heap size of the same page as text of two bytes per character, plus the response it is parsed from. */
    static final long LEAST_PAGE = 3_000_000;

    /** The heap size of a done record that waits for an earlier one. */
    static final long DONE_RECORD = 200;

    private static final int SHARE_OF_HEAP = 4;
    private static final int FORGETFULNESS = 8;
    private static final long MOST = 256_000_000;

    private final long capacity;
    private long bytes;
    private int records;
    private int reservations;
    private long expected = LARGEST_PAGE;

    /** @param capacity the budget in bytes of heap */
    public ReadBudget(long capacity) {
        this.capacity = capacity;
    }

    /** Returns a budget of a quarter of the maximum heap, at most 256 MB. */
    public static ReadBudget ofHeap() {
        return new ReadBudget(share(Runtime.getRuntime().maxMemory()));
    }

    static long share(long heap) {
        return Math.min(MOST, heap / SHARE_OF_HEAP);
    }

    /**
     * Reserves room for one poll of a shard.
     *
     * @return null when there is no room
     */
    synchronized @Nullable Reservation reserve(Request request) {
        int limit = limit(request);
        if (limit == 0 || !hasRoom(request.waiting() == 0)) {
            return null;
        }
        bytes += reserve();
        reservations++;
        return new Reservation(limit, reserve());
    }

    /** Returns the room of a record whose exchange succeeded, except for its entry in the acknowledgement window. */
    synchronized void done(long heapBytes) {
        bytes -= heapBytes - DONE_RECORD;
        records--;
    }

    /** Returns the room of the window entries of acknowledged records. */
    synchronized void acknowledged(int count) {
        bytes -= count * DONE_RECORD;
    }

    /** Returns the number of records read and not done. */
    public synchronized int records() {
        return records;
    }

    /** Returns the estimated heap size of these records, reservations included. */
    public synchronized long bytes() {
        return bytes;
    }

    private boolean hasRoom(boolean idle) {
        long most = idle ? capacity : capacity - capacity / SHARE_OF_HEAP;
        return bytes + reserve() <= most && (reservations == 0 || (reservations + 1) * expected <= capacity);
    }

    /** Returns the size of a reservation, at most the last quarter, so that a single poll cannot block that quarter. */
    private long reserve() {
        return Math.min(expected, capacity / SHARE_OF_HEAP);
    }

    private int limit(Request request) {
        if (request.window() >= WINDOW) {
            return 0;
        }
        if (records < RECORDS) {
            return request.pageSize();
        }
        boolean mayShare = request.waiting() == 0 && request.refusals() >= REFUSALS_BEFORE_RESERVE;
        return mayShare ? Math.min(reserved(request.openShards()), request.pageSize()) : 0;
    }

    private static int reserved(int openShards) {
        return Math.max(RESERVED_RECORDS_EACH, RESERVED_RECORDS / Math.max(1, openShards));
    }

    private synchronized void settle(int count, long heapBytes, long reserved) {
        reservations--;
        records += count;
        bytes += heapBytes - reserved;
    }

    /** Adapts the expected page size: up at once, down gradually. */
    private synchronized void learn(long heapBytes) {
        long twice = Math.min(LARGEST_PAGE, Math.max(LEAST_PAGE, 2 * heapBytes));
        expected = Math.max(twice, expected - (expected - LEAST_PAGE) / FORGETFULNESS);
    }

    /**
     * A request for room.
     *
     * @param openShards the number of open shards
     * @param waiting the shard's records that are read and not done
     * @param window the size of the shard's acknowledgement window
     * @param refusals the shard's refused reservations since its last poll
     * @param pageSize the most records per poll
     */
    record Request(int openShards, int waiting, int window, int refusals, int pageSize) {}

    /** The room reserved for one poll until its page is known. */
    final class Reservation {
        private final int limit;
        private final long reserved;
        private boolean open = true;

        private Reservation(int limit, long reserved) {
            this.limit = limit;
            this.reserved = reserved;
        }

        /** Returns the most records to request, 1 or more. */
        int limit() {
            return limit;
        }

        /** Keeps the room that the page's records need and returns the rest. */
        void settle(int count, long heapBytes) {
            learn(heapBytes);
            end(count, heapBytes);
        }

        /** Returns all room after a failed poll; no effect after {@link #settle}. */
        void close() {
            end(0, 0);
        }

        private void end(int count, long heapBytes) {
            if (open) {
                open = false;
                ReadBudget.this.settle(count, heapBytes, reserved);
            }
        }
    }
}
