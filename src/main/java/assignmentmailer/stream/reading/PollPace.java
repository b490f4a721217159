package assignmentmailer.stream.reading;

import assignmentmailer.stream.schedule.Backoff;
import java.time.Duration;

/**
 * How often a shard is polled.
 *
 * @param idle between two polls of a shard without a record
 * @param quiet between two polls of a shard that has been without a record for long
 * @param quietAfter for how long
 * @param perShard the least interval for each open shard, so that many of them share a rate
 * @param longest the interval that is never exceeded, however many shards are open
 * @param full between two looks at a budget that was used up, which cost no call
 * @param afterFailure the waits after polls that failed
 */
public record PollPace(
        Duration idle,
        Duration quiet,
        Duration quietAfter,
        Duration perShard,
        Duration longest,
        Duration full,
        Backoff afterFailure) {
    /** A look costs so much less than a poll. */
    private static final int LOOKS_A_POLL = 10;

    public static final PollPace DEFAULT = new PollPace(
            Duration.ofMillis(250),
            Duration.ofSeconds(2),
            Duration.ofSeconds(10),
            Duration.ofMillis(5),
            Duration.ofSeconds(8),
            Duration.ofMillis(50),
            new Backoff(Duration.ofMillis(500), Duration.ofSeconds(5)));

    /** Returns the interval of a shard whose pages have been empty for so long, while so many shards are open. */
    Duration idle(Duration emptyFor, int openShards) {
        return shared(emptyFor.compareTo(quietAfter) < 0 ? idle : quiet, perShard, openShards);
    }

    /** Returns how often a shard looks whether the budget has room again, while so many are open. */
    Duration full(int openShards) {
        return shared(full, perShard.dividedBy(LOOKS_A_POLL), openShards);
    }

    private Duration shared(Duration alone, Duration each, int openShards) {
        Duration shared = each.multipliedBy(openShards);
        if (shared.compareTo(alone) < 0) {
            return alone;
        }
        return shared.compareTo(longest) > 0 ? longest : shared;
    }
}
