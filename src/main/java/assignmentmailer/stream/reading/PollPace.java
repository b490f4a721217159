package assignmentmailer.stream.reading;

import assignmentmailer.stream.schedule.Backoff;
import java.time.Duration;

/**
 * The intervals of polling a shard.
 *
 * @param idle the interval while pages are empty
 * @param quiet the interval after pages have been empty for {@code quietAfter}
 * @param quietAfter how long pages must be empty before {@code quiet} applies
 * @param perShard the least interval per open shard, which bounds the total rate
 * @param longest the largest interval, however many shards are open
 * @param full the interval of checking a used-up budget, which costs no call
 * @param afterFailure delays after failed polls
 */
public record PollPace(
        Duration idle,
        Duration quiet,
        Duration quietAfter,
        Duration perShard,
        Duration longest,
        Duration full,
        Backoff afterFailure) {
    /** The number of budget checks that cost as much as a poll. */
    private static final int CHECKS_A_POLL = 10;

    public static final PollPace DEFAULT = new PollPace(
            Duration.ofMillis(250),
            Duration.ofSeconds(2),
            Duration.ofSeconds(10),
            Duration.ofMillis(5),
            Duration.ofSeconds(8),
            Duration.ofMillis(50),
            new Backoff(Duration.ofMillis(500), Duration.ofSeconds(5)));

    /** Returns the interval of a shard by how long its pages have been empty and how many shards are open. */
    Duration idle(Duration emptyFor, int openShards) {
        return shared(emptyFor.compareTo(quietAfter) < 0 ? idle : quiet, perShard, openShards);
    }

    /** Returns the interval of checking a used-up budget, by how many shards are open. */
    Duration full(int openShards) {
        return shared(full, perShard.dividedBy(CHECKS_A_POLL), openShards);
    }

    private Duration shared(Duration alone, Duration each, int openShards) {
        Duration shared = each.multipliedBy(openShards);
        if (shared.compareTo(alone) < 0) {
            return alone;
        }
        return shared.compareTo(longest) > 0 ? longest : shared;
    }
}
