package assignmentmailer.stream;

/**
 * How many records may be read while others wait, so that memory is bounded whatever the backlog.
 *
 * @param openShards those that are being read
 * @param buffered the records read and not done, of all shards
 * @param pageSize the most to ask for at once
 */
record Intake(int openShards, int buffered, int pageSize) {
    /** No page is read while this many records are buffered: a few calls' worth. */
    static final int BUFFERED = 4_000;

    /** What shards may share though others have filled the buffer, so that none of them stalls the rest. */
    static final int RESERVED = 2_000;

    /** What each of them may read, however many they are. */
    static final int RESERVED_EACH = 16;

    /** So often a shard looks for room first: small pages would use up the polls that it may make. */
    static final int PATIENCE = 5;

    /** The most records of a shard from the first that is not done to the last that was read. */
    static final int WINDOW = 20_000;

    /**
     * Returns how many records a shard may ask for.
     *
     * @param pending its records among those that are buffered
     * @param window the size of its acknowledgement window
     * @param looks how often it has looked for room in vain since it was polled
     * @return 0 when nothing may be read now
     */
    int limit(int pending, int window, int looks) {
        if (window >= WINDOW) {
            return 0;
        }
        if (buffered < BUFFERED) {
            return pageSize;
        }
        return pending == 0 && looks >= PATIENCE ? Math.min(reserved(), pageSize) : 0;
    }

    private int reserved() {
        return Math.max(RESERVED_EACH, RESERVED / Math.max(1, openShards));
    }
}
