package assignmentmailer.stream.reading;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** Derives the reader's health from progress rather than from failures. */
public final class ReadingHealth {
    private final StreamFollower follower;
    private final ReadingContext context;
    private final String tableName;

    public ReadingHealth(String tableName, StreamFollower follower, ReadingContext context) {
        this.tableName = tableName;
        this.follower = follower;
        this.context = context;
    }

    /** Returns the problems that make the consumer not ready, empty when there are none. */
    public List<String> problems() {
        List<String> problems = new ArrayList<>();
        String problem = follower.problem();
        if (problem != null) {
            problems.add(problem);
        }
        ReadingTimeouts timeouts = context.timeouts();
        if (follower.overdue().compareTo(timeouts.silence()) > 0) {
            problems.add("The list of shards of table '%s' is overdue by %d s"
                    .formatted(tableName, follower.overdue().toSeconds()));
        }
        anyShard(
                problems,
                ShardProgress::silence,
                timeouts.silence(),
                "Shard %s of table '%s' has not been read for %d s");
        anyShard(
                problems,
                ShardProgress::stalled,
                timeouts.stalled(),
                "The oldest record of shard %s of table '%s' has been unacknowledged for %d s; the shard's children wait");
        Duration unwritten = context.checkpoints().failingFor();
        if (unwritten.compareTo(timeouts.silence()) > 0) {
            problems.add("A checkpoint could not be written for %d s".formatted(unwritten.toSeconds()));
        }
        context.gaps().recent().ifPresent(problems::add);
        return problems;
    }

    /** Returns whether a task that reads or writes checkpoints will never run again. */
    public boolean isDead() {
        return follower.isDead()
                || context.checkpoints().isDead()
                || follower.shards().stream().anyMatch(ShardReader::isDead);
    }

    public int openShards() {
        return follower.shards().size();
    }

    /** Returns the age of the oldest unacknowledged change, read or unread; zero when there is none. */
    public Duration age() {
        return follower.oldestDue()
                .map(since -> Duration.between(since, context.clock().instant()))
                .filter(age -> !age.isNegative())
                .orElse(Duration.ZERO);
    }

    /** Returns the time until the stream may forget that change, zero when it may have; the retention when there is none. */
    public Duration retentionLeft() {
        Duration left = Retention.KEPT.minus(age());
        return left.isNegative() ? Duration.ZERO : left;
    }

    private void anyShard(
            List<String> problems, Function<ShardProgress, Duration> measure, Duration most, String message) {
        follower.shards().stream()
                .filter(shard -> measure.apply(shard.progress()).compareTo(most) > 0)
                .findFirst()
                .ifPresent(shard -> problems.add(message.formatted(
                        shard.shardId(),
                        tableName,
                        measure.apply(shard.progress()).toSeconds())));
    }
}
