package assignmentmailer.stream.checkpoint;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The acknowledged part of a shard.
 *
 * @param acknowledged the last record up to which every record is acknowledged, or null when there is none
 * @param readUntil every record written to the shard before this time is acknowledged or was never due
 * @param finished whether the whole shard is acknowledged, or its remaining records are lost and reported
 */
public record Checkpoint(@Nullable SequenceNumber acknowledged, Instant readUntil, boolean finished) {
    public static Checkpoint at(@Nullable SequenceNumber acknowledged, Instant readUntil) {
        return new Checkpoint(acknowledged, readUntil, false);
    }

    public static Checkpoint finished(@Nullable SequenceNumber acknowledged, Instant readUntil) {
        return new Checkpoint(acknowledged, readUntil, true);
    }

    /** Returns whether this checkpoint is further than the other and may replace it. */
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
