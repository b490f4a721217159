package assignmentmailer.stream.checkpoint;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How far a shard is acknowledged.
 *
 * @param acknowledged the record up to which every one is acknowledged, or null when the first is not
 * @param readUntil whatever was written to the shard before this moment is acknowledged, or was never due
 * @param finished whether the whole shard is acknowledged, or what is left of it is lost and reported
 */
public record Checkpoint(@Nullable SequenceNumber acknowledged, Instant readUntil, boolean finished) {
    public static Checkpoint at(@Nullable SequenceNumber acknowledged, Instant readUntil) {
        return new Checkpoint(acknowledged, readUntil, false);
    }

    public static Checkpoint finished(@Nullable SequenceNumber acknowledged, Instant readUntil) {
        return new Checkpoint(acknowledged, readUntil, true);
    }

    /** Returns whether this one says more than the other, so that it may take its place. */
    boolean isAheadOf(Checkpoint other) {
        if (finished != other.finished) {
            return finished;
        }
        int order = compare(acknowledged, other.acknowledged);
        return order > 0 || order == 0 && readUntil.isAfter(other.readUntil);
    }

    private static int compare(@Nullable SequenceNumber one, @Nullable SequenceNumber other) {
        if (one == null || other == null) {
            return Boolean.compare(one != null, other != null);
        }
        return one.compareTo(other);
    }
}
