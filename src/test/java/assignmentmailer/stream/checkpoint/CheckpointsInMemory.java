package assignmentmailer.stream.checkpoint;

import assignmentmailer.stream.sim.ScriptedFaults;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** An in-memory checkpoint store with the contract of the state table, verified by a test. */
public final class CheckpointsInMemory implements CheckpointStore {
    private final Map<String, StreamBookmark> bookmarks = new HashMap<>();
    private final Map<String, Checkpoint> checkpoints = new LinkedHashMap<>();
    private final ScriptedFaults faults;
    private int writes;
    private int reads;
    private boolean hidesBookmark;

    public CheckpointsInMemory(ScriptedFaults faults) {
        this.faults = faults;
    }

    /** Loses all items, like an emptied table. */
    public void empty() {
        bookmarks.clear();
        checkpoints.clear();
    }

    public int writes() {
        return writes;
    }

    /** Leaves the bookmark out of the next answer, as one does that came before another instance set it. */
    public void hideBookmarkOnce() {
        hidesBookmark = true;
    }

    /** Returns how many calls have read checkpoints. */
    public int reads() {
        return reads;
    }

    @Override
    public void prepare() {
        faults.check("DescribeTable state");
    }

    @Override
    public Optional<StreamBookmark> bookmark(String tableArn) {
        faults.check("GetItem bookmark");
        if (hidesBookmark) {
            hidesBookmark = false;
            return Optional.empty();
        }
        return Optional.ofNullable(bookmarks.get(tableArn));
    }

    @Override
    public StreamBookmark advance(String tableArn, @Nullable StreamBookmark before, StreamBookmark bookmark) {
        faults.check("PutItem bookmark");
        StreamBookmark held = bookmarks.get(tableArn);
        boolean set =
                before == null ? held == null : held != null && held.streamArn().equals(before.streamArn());
        if (set) {
            bookmarks.put(tableArn, bookmark);
        }
        return bookmarks.getOrDefault(tableArn, bookmark);
    }

    @Override
    public Map<String, Checkpoint> read(String streamArn, Collection<String> shardIds) {
        faults.check("BatchGetItem");
        reads++;
        Map<String, Checkpoint> found = new HashMap<>();
        for (String shardId : shardIds) {
            Checkpoint checkpoint = checkpoints.get(streamArn + "/" + shardId);
            if (checkpoint != null) {
                found.put(shardId, checkpoint);
            }
        }
        return found;
    }

    @Override
    public boolean write(String streamArn, String shardId, Checkpoint checkpoint) {
        faults.check("PutItem checkpoint " + shardId);
        writes++;
        Checkpoint held = checkpoints.get(streamArn + "/" + shardId);
        boolean forward = held == null || checkpoint.finished() || !held.finished() && !isBehind(checkpoint, held);
        if (forward) {
            checkpoints.put(streamArn + "/" + shardId, checkpoint);
        }
        return forward;
    }

    private static boolean isBehind(Checkpoint checkpoint, Checkpoint held) {
        SequenceNumber acknowledged = checkpoint.acknowledged();
        SequenceNumber before = held.acknowledged();
        return before != null && (acknowledged == null || before.isAfter(acknowledged));
    }
}
