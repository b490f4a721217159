package assignmentmailer.stream.reading;

import java.time.Instant;

/** What the reader of a shard has to know of the stream that the shard belongs to. */
interface ShardOwner {
    String arn();

    int openShards();

    /** Returns whether nothing is to be read any more. */
    boolean isStopped();

    /** Returns whether the stream is known to get no more records. */
    boolean isDisabled();

    /**
     * Is told that a shard has been read to its end and all its records are acknowledged.
     *
     * @param readUntil the moment before which whatever was written to it is acknowledged
     */
    void finished(String shardId, Instant readUntil);
}
