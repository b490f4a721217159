package assignmentmailer.stream.reading;

import assignmentmailer.stream.schedule.Backoff;
import java.time.Duration;

/**
 * The reader's time-outs: before it acts on an absence, and before it reports a problem.
 *
 * @param listing the least interval of listing a stream's shards
 * @param children delays between queries for the children of a finished shard
 * @param settled how long pages must be empty before a shard counts as read to its current end
 * @param gone how long a shard or stream must be missing before it is given up
 * @param silence how long polls of a shard or lists of shards may fail before the consumer is not ready
 * @param stalled how long the oldest record may stay unacknowledged before the consumer is not ready
 * @param gapShown how long a gap keeps the consumer not ready
 * @param bookmark the interval of checking that the bookmark still exists
 */
public record ReadingTimeouts(
        Duration listing,
        Backoff children,
        Duration settled,
        Duration gone,
        Duration silence,
        Duration stalled,
        Duration gapShown,
        Duration bookmark) {
    public static final ReadingTimeouts DEFAULT = new ReadingTimeouts(
            Duration.ofSeconds(30),
            new Backoff(Duration.ofMillis(250), Duration.ofSeconds(30)),
            Duration.ofMinutes(1),
            Duration.ofMinutes(5),
            Duration.ofMinutes(1),
            Duration.ofMinutes(15),
            Duration.ofHours(1),
            Duration.ofMinutes(5));

    public ReadingTimeouts withStalled(Duration longest) {
        return new ReadingTimeouts(listing, children, settled, gone, silence, longest, gapShown, bookmark);
    }
}
