package assignmentmailer.stream;

import org.jspecify.annotations.Nullable;

/**
 * How far a shard has been worked off.
 *
 * @param acknowledged the record up to which all is done, or null when none is
 * @param finished whether the whole shard is done
 */
record Checkpoint(@Nullable SequenceNumber acknowledged, boolean finished) {
    /** A shard that is being read, but of which nothing is done. */
    static final Checkpoint OPENED = new Checkpoint(null, false);

    static Checkpoint at(SequenceNumber acknowledged) {
        return new Checkpoint(acknowledged, false);
    }

    static Checkpoint finished(@Nullable SequenceNumber acknowledged) {
        return new Checkpoint(acknowledged, true);
    }

    /** Returns whether this one says more than the other, so that it may take its place. */
    boolean isAheadOf(Checkpoint other) {
        if (finished != other.finished) {
            return finished;
        }
        if (acknowledged == null || other.acknowledged == null) {
            return acknowledged != null && !finished;
        }
        return !finished && acknowledged.isAfter(other.acknowledged);
    }
}
