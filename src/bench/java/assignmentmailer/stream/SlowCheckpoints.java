package assignmentmailer.stream;

import assignmentmailer.stream.checkpoint.Checkpoint;
import assignmentmailer.stream.checkpoint.CheckpointStore;
import assignmentmailer.stream.checkpoint.CheckpointsInMemory;
import assignmentmailer.stream.checkpoint.StreamBookmark;
import assignmentmailer.stream.sim.ScriptedFaults;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** A thread-safe in-memory checkpoint store with slow calls. */
final class SlowCheckpoints implements CheckpointStore {
    private final CheckpointStore checkpoints = new CheckpointsInMemory(new ScriptedFaults());
    private final Duration latency;

    SlowCheckpoints(Duration latency) {
        this.latency = latency;
    }

    @Override
    public void prepare() {
        delay();
    }

    @Override
    public Optional<StreamBookmark> bookmark(String tableArn) {
        delay();
        synchronized (this) {
            return checkpoints.bookmark(tableArn);
        }
    }

    @Override
    public StreamBookmark advance(String tableArn, @Nullable StreamBookmark before, StreamBookmark bookmark) {
        delay();
        synchronized (this) {
            return checkpoints.advance(tableArn, before, bookmark);
        }
    }

    @Override
    public Map<String, Checkpoint> read(String streamArn, Collection<String> shardIds) {
        delay();
        synchronized (this) {
            return checkpoints.read(streamArn, shardIds);
        }
    }

    @Override
    public boolean write(String streamArn, String shardId, Checkpoint checkpoint) {
        delay();
        synchronized (this) {
            return checkpoints.write(streamArn, shardId, checkpoint);
        }
    }

    private void delay() {
        LockSupport.parkNanos(latency.toNanos());
    }
}
