package assignmentmailer.stream.reading;

import org.jspecify.annotations.Nullable;

/**
 * How much of the heap records may take between their poll and their acknowledgement, so that memory is bounded whatever the
 * backlog and however large its items.
 *
 * <p>A poll reserves room first, and gives back what its records do not need: at the beginning that of the largest page, then
 * twice what the pages took lately; so many polls are under way at once as would fit together. While nothing is read, a page
 * is admitted however small the budget. The last quarter is kept for shards of which nothing waits, so that a shard
 * all of whose records fail stalls no other. Safe for use by many threads.
 */
public final class ReadBudget {
    /** No page is read while this many records wait: a few calls' worth. */
    static final int RECORDS = 4_000;

    /** What shards of which nothing waits may share though others have filled the buffer. */
    static final int RESERVED_RECORDS = 2_000;

    /** What each of them may read, however many they are. */
    static final int RESERVED_RECORDS_EACH = 16;

    /** So often a shard looks for room first: small pages would use up the polls that it may make. */
    static final int PATIENCE = 5;

    /** The most records of a shard from the first that is not acknowledged to the last that was read. */
    static final int WINDOW = 20_000;

    /**
     * The <a href="https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_streams_GetRecords.html">1 MB</a> that
     * GetRecords gives at most, in attributes of a few bytes each.
     */
    static final long LARGEST_PAGE = 50_000_000;

    /** The same as text of two bytes a character, and the answer that it is read from. */
    static final long LEAST_PAGE = 3_000_000;

    /** What a record that is done takes while one before it is not. */
    static final long DONE_RECORD = 200;

    private static final int SHARE_OF_HEAP = 4;
    private static final int FORGETFULNESS = 8;
    private static final long MOST = 256_000_000;

    private final long capacity;
    private long bytes;
    private int records;
    private int reservations;
    private long expected = LARGEST_PAGE;

    /** @param capacity how many bytes of the heap may be taken */
    public ReadBudget(long capacity) {
        this.capacity = capacity;
    }

    /** A quarter of the heap that this process may have, 256 MB at most. */
    public static ReadBudget ofHeap() {
        return new ReadBudget(share(Runtime.getRuntime().maxMemory()));
    }

    static long share(long heap) {
        return Math.min(MOST, heap / SHARE_OF_HEAP);
    }

    /**
     * Reserves the room for one poll of a shard.
     *
     * @return null when there is none now
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

    /** Takes back the room of a record whose exchange has ended well; its place in the window may stay. */
    synchronized void done(long heapBytes) {
        bytes -= heapBytes - DONE_RECORD;
        records--;
    }

    /** Takes back the places of records that are acknowledged. */
    synchronized void acknowledged(int count) {
        bytes -= count * DONE_RECORD;
    }

    /** Returns how many records are read and not done. */
    public synchronized int records() {
        return records;
    }

    /** Returns how much of the heap they are estimated to take, polls that are under way included. */
    public synchronized long bytes() {
        return bytes;
    }

    private boolean hasRoom(boolean idle) {
        long most = idle ? capacity : capacity - capacity / SHARE_OF_HEAP;
        return bytes + reserve() <= most && (reservations == 0 || (reservations + 1) * expected <= capacity);
    }

    /** A page that may be larger than the last quarter must not keep the others from it. */
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
        boolean mayShare = request.waiting() == 0 && request.looks() >= PATIENCE;
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

    /** Expects more at once, and less little by little. */
    private synchronized void learn(long heapBytes) {
        long twice = Math.min(LARGEST_PAGE, Math.max(LEAST_PAGE, 2 * heapBytes));
        expected = Math.max(twice, expected - (expected - LEAST_PAGE) / FORGETFULNESS);
    }

    /**
     * What is asked for.
     *
     * @param openShards the shards that are being read
     * @param waiting the records of this one that are read and not done
     * @param window the size of its acknowledgement window
     * @param looks how often it has asked in vain since it was polled
     * @param pageSize the most records to ask for at once
     */
    record Request(int openShards, int waiting, int window, int looks, int pageSize) {}

    /** The room of one poll, until it is known what the poll brought. */
    final class Reservation {
        private final int limit;
        private final long reserved;
        private boolean open = true;

        private Reservation(int limit, long reserved) {
            this.limit = limit;
            this.reserved = reserved;
        }

        /** Returns how many records may be asked for, 1 or more. */
        int limit() {
            return limit;
        }

        /** Keeps the room that the records of a page need, and gives back the rest. */
        void settle(int count, long heapBytes) {
            learn(heapBytes);
            end(count, heapBytes);
        }

        /** Gives all of the room back, where no page came of the poll; changes nothing where one did. */
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
