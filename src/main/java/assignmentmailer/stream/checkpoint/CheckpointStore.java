package assignmentmailer.stream.checkpoint;

import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Stores the bookmark and the checkpoints of one reader. No checkpoint moves backwards, even with several instances.
 */
public interface CheckpointStore {
    /** Creates the storage when missing. */
    void prepare();

    /** @param tableArn the table's ARN, which distinguishes tables of several regions or accounts */
    Optional<StreamBookmark> bookmark(String tableArn);

    /**
     * Replaces the bookmark, unless another instance has changed it.
     *
     * @param before the expected current bookmark, or null for none
     * @return the bookmark stored afterwards
     */
    StreamBookmark advance(String tableArn, @Nullable StreamBookmark before, StreamBookmark bookmark);

    /**
     * Returns the latest checkpoints of some shards; shards without one are omitted.
     *
     * @param shardIds at most 100
     */
    Map<String, Checkpoint> read(String streamArn, Collection<String> shardIds);

    /**
     * Writes a checkpoint if it is ahead of the stored one.
     *
     * @return false when it is not ahead
     */
    boolean write(String streamArn, String shardId, Checkpoint checkpoint);
}
