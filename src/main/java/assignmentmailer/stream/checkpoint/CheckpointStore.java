package assignmentmailer.stream.checkpoint;

import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Keeps what one reader of one table has to remember. No checkpoint moves backwards, however many instances write. */
public interface CheckpointStore {
    /** Makes sure that there is a place to keep things in. */
    void prepare();

    /** @param tableArn the table, as its ARN names it, so that tables of two regions or accounts never meet */
    Optional<StreamBookmark> bookmark(String tableArn);

    /**
     * Sets the bookmark, unless another instance has changed it.
     *
     * @param before the bookmark that this one follows, or null when there is none
     * @return the bookmark that holds now
     */
    StreamBookmark advance(String tableArn, @Nullable StreamBookmark before, StreamBookmark bookmark);

    /**
     * Returns the newest checkpoints of some shards; shards without one are left out.
     *
     * @param shardIds 100 at most
     */
    Map<String, Checkpoint> read(String streamArn, Collection<String> shardIds);

    /**
     * Writes a checkpoint where it is ahead of the one that is there.
     *
     * @return false when it is not
     */
    boolean write(String streamArn, String shardId, Checkpoint checkpoint);
}
