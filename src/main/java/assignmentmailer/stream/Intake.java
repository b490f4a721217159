package assignmentmailer.stream;

/** How many records may be read while so many wait, so that memory is bounded whatever the backlog. */
final class Intake {
    /** No page is read while this many records are buffered: a few calls' worth. */
    static final int BUFFERED = 4_000;

    /** What a shard may read though the others have filled the buffer, so that none of them stalls it. */
    static final int RESERVED = 16;

    /** So often it looks for room first: small pages would use up the polls that it may make. */
    static final int PATIENCE = 5;

    /** The most records of a shard from the first that is not done to the last that was read. */
    static final int WINDOW = 20_000;

    private Intake() {}

    /**
     * Returns how many records to ask for.
     *
     * @param buffered the records read and not done, of all shards
     * @param pending those of them that are of this shard
     * @param looks how often this shard has looked for room in vain since it was polled
     * @param window the size of this shard's acknowledgement window
     * @param pageSize the most to ask for at once
     * @return 0 when nothing may be read now
     */
    static int limit(int buffered, int pending, int looks, int window, int pageSize) {
        if (window >= WINDOW) {
            return 0;
        }
        if (buffered < BUFFERED) {
            return pageSize;
        }
        return pending == 0 && looks >= PATIENCE ? Math.min(RESERVED, pageSize) : 0;
    }
}
