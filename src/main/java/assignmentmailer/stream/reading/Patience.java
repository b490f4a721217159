package assignmentmailer.stream.reading;

import assignmentmailer.stream.schedule.Backoff;
import java.time.Duration;

/**
 * How long the reader waits until it believes what it sees, and until it tells an operator.
 *
 * @param listing between two lists of a stream's shards, at the least
 * @param children the growing waits for the children of a shard that ended
 * @param settled how long pages have to be empty until a shard is read to its present end
 * @param gone how long a shard or stream has to be missing until it is given up
 * @param silence how long a shard may go unread, or a list fail, before the consumer is not ready
 * @param stalled how long the oldest record may stay unacknowledged before the consumer is not ready
 * @param gapShown how long a gap keeps the consumer not ready
 * @param bookmark between two looks whether the bookmark is still there
 */
public record Patience(
        Duration listing,
        Backoff children,
        Duration settled,
        Duration gone,
        Duration silence,
        Duration stalled,
        Duration gapShown,
        Duration bookmark) {
    public static final Patience DEFAULT = new Patience(
            Duration.ofSeconds(30),
            new Backoff(Duration.ofMillis(250), Duration.ofSeconds(30)),
            Duration.ofMinutes(1),
            Duration.ofMinutes(5),
            Duration.ofMinutes(1),
            Duration.ofMinutes(15),
            Duration.ofHours(1),
            Duration.ofMinutes(5));

    public Patience withStalled(Duration longest) {
        return new Patience(listing, children, settled, gone, silence, longest, gapShown, bookmark);
    }
}
