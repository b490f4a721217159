package assignmentmailer.stream;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.function.Consumer;

/** The records of one shard that wait for their delivery. */
final class Lane {
    private final String shardId;
    private final Consumer<UnackedRecord> whenDone;
    private final Queue<UnackedRecord> waiting = new ArrayDeque<>();
    private boolean enlisted;

    /** @param whenDone told of each record whose delivery succeeded */
    Lane(String shardId, Consumer<UnackedRecord> whenDone) {
        this.shardId = shardId;
        this.whenDone = whenDone;
    }

    String shardId() {
        return shardId;
    }

    Consumer<UnackedRecord> whenDone() {
        return whenDone;
    }

    Queue<UnackedRecord> waiting() {
        return waiting;
    }

    boolean isEnlisted() {
        return enlisted;
    }

    void setEnlisted(boolean enlisted) {
        this.enlisted = enlisted;
    }
}
