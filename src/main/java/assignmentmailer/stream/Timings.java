package assignmentmailer.stream;

import java.time.Duration;

/**
 * The intervals of the reader.
 *
 * @param idlePoll between two polls of an idle shard
 * @param quietPoll between two polls of a shard that has been idle for long
 * @param quietAfter how many polls in a row without a record are long
 * @param idlePollPerShard the least idle interval for each open shard, so that many of them share a rate
 * @param longestIdlePoll the idle interval that is never exceeded, however many shards are open
 * @param full between two looks at a buffer that was full
 * @param fullPerShard the least of these for each open shard: a look costs no call, so that it is far less than a poll's
 * @param discovery between two looks at the list of shards
 * @param discoveryAtEnd the first of the growing waits for the children of a shard that ended
 * @param checkpoint the least between two checkpoints of a shard
 * @param pollFailure the waits after polls that failed
 * @param redelivery the waits before a record whose exchange failed is delivered again
 * @param silence how long a shard may go without a successful poll before the consumer is not ready
 * @param gapShown how long a gap keeps the consumer not ready
 */
record Timings(
        Duration idlePoll,
        Duration quietPoll,
        int quietAfter,
        Duration idlePollPerShard,
        Duration longestIdlePoll,
        Duration full,
        Duration fullPerShard,
        Duration discovery,
        Backoff discoveryAtEnd,
        Duration checkpoint,
        Backoff pollFailure,
        Backoff redelivery,
        Duration silence,
        Duration gapShown) {

    static final Timings DEFAULT = new Timings(
            Duration.ofMillis(250),
            Duration.ofSeconds(2),
            40,
            Duration.ofMillis(5),
            Duration.ofSeconds(8),
            Duration.ofMillis(50),
            Duration.ofNanos(500_000),
            Duration.ofSeconds(30),
            new Backoff(Duration.ofMillis(250), Duration.ofSeconds(2)),
            Duration.ofSeconds(1),
            new Backoff(Duration.ofMillis(500), Duration.ofSeconds(5)),
            new Backoff(Duration.ofSeconds(1), Duration.ofMinutes(1)),
            Duration.ofMinutes(1),
            Duration.ofHours(1));

    /** Returns how often an idle shard is polled, after so many polls without a record, while so many shards are open. */
    Duration idlePoll(int emptyPages, int openShards) {
        return shared(emptyPages < quietAfter ? idlePoll : quietPoll, idlePollPerShard, openShards);
    }

    /** Returns how often a shard looks whether the buffer has room again, while so many are open. */
    Duration full(int openShards) {
        return shared(full, fullPerShard, openShards);
    }

    private Duration shared(Duration alone, Duration perShard, int openShards) {
        Duration shared = perShard.multipliedBy(openShards);
        if (shared.compareTo(alone) < 0) {
            return alone;
        }
        return shared.compareTo(longestIdlePoll) > 0 ? longestIdlePoll : shared;
    }
}
