package assignmentmailer.stream.delivery;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.function.Consumer;

/** The records of one shard that await delivery. */
public final class ShardQueue {
    private final String shardId;
    private final Consumer<PendingRecord> whenDone;
    private final Queue<PendingRecord> waiting = new ArrayDeque<>();
    private boolean enlisted;

    /** @param whenDone called with each record whose exchange succeeded */
    public ShardQueue(String shardId, Consumer<PendingRecord> whenDone) {
        this.shardId = shardId;
        this.whenDone = whenDone;
    }

    String shardId() {
        return shardId;
    }

    Consumer<PendingRecord> whenDone() {
        return whenDone;
    }

    Queue<PendingRecord> waiting() {
        return waiting;
    }

    boolean isEnlisted() {
        return enlisted;
    }

    void setEnlisted(boolean enlisted) {
        this.enlisted = enlisted;
    }
}
