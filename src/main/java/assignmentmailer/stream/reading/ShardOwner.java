package assignmentmailer.stream.reading;

import java.time.Instant;

/** The stream of a shard, as its reader sees it. */
interface ShardOwner {
    String arn();

    int openShards();

    /** Returns whether reading has been stopped. */
    boolean isStopped();

    /** Returns whether the stream is known to be disabled, so that it gets no more records. */
    boolean isDisabled();

    /**
     * Called when a shard has been read to its end and all its records are acknowledged.
     *
     * @param readUntil the time before which every record written to the shard is acknowledged
     */
    void finished(String shardId, Instant readUntil);
}
