package assignmentmailer.stream.reading;

import static org.assertj.core.api.Assertions.assertThat;

import assignmentmailer.stream.schedule.Backoff;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class PollScheduleTest {
    private static final String SEED = "42";
    private static final long SECOND = Duration.ofSeconds(1).toNanos();
    private static final Duration IDLE = Duration.ofMillis(250);
    private static final Backoff BACKOFF = new Backoff(Duration.ofMillis(500), Duration.ofSeconds(5));

    private enum Outcome {
        BACKLOG,
        IDLE,
        FAILURE
    }

    @Property(seed = SEED)
    void neverPollsMoreThanFiveTimesInAnySecond(
            @ForAll("outcomes") List<Outcome> outcomes, @ForAll @IntRange(max = 300) int callMillis) {
        PollSchedule schedule = new PollSchedule();
        List<Long> starts = new ArrayList<>();
        long now = Long.MAX_VALUE - 5 * SECOND;

        for (Outcome outcome : outcomes) {
            schedule.started(now);
            starts.add(now);
            now += Duration.ofMillis(callMillis).toNanos();
            now += Math.max(0, next(schedule, outcome, now).toNanos());
        }

        for (int i = PollSchedule.MOST_PER_SECOND; i < starts.size(); i++) {
            assertThat(starts.get(i) - starts.get(i - PollSchedule.MOST_PER_SECOND))
                    .isGreaterThanOrEqualTo(SECOND);
        }
    }

    @Test
    void pollsAgainAtOnceWhileThereIsABacklog() {
        PollSchedule schedule = new PollSchedule();
        schedule.started(0);

        assertThat(schedule.afterBacklog(10)).isZero();
    }

    @Test
    void countsTheIdleIntervalFromTheStartOfThePoll() {
        PollSchedule schedule = new PollSchedule();
        schedule.started(0);

        assertThat(schedule.afterIdle(Duration.ofMillis(40).toNanos(), IDLE)).isEqualTo(Duration.ofMillis(210));
    }

    @Test
    void waitsTwiceAsLongAfterEachFailureAndNormallyAfterASuccess() {
        PollSchedule schedule = new PollSchedule();
        schedule.started(0);

        assertThat(schedule.afterFailure(0, BACKOFF, 0)).isEqualTo(Duration.ofMillis(500));
        assertThat(schedule.afterFailure(0, BACKOFF, 0)).isEqualTo(Duration.ofMillis(1000));
        assertThat(schedule.failures()).isEqualTo(2);
        assertThat(schedule.afterIdle(0, IDLE)).isEqualTo(IDLE);
        assertThat(schedule.failures()).isZero();
    }

    @Property(seed = SEED)
    void backsOffWithinItsBounds(
            @ForAll @IntRange(min = 1) int failures, @ForAll @DoubleRange(min = 0, max = 1) double jitter) {
        Duration wait = BACKOFF.after(failures, jitter);

        assertThat(wait).isBetween(BACKOFF.first().dividedBy(2), BACKOFF.longest());
    }

    @Property(seed = SEED)
    void pollsManyIdleShardsAtLeastEveryTenSeconds(
            @ForAll @IntRange(min = 0, max = 90_000) int emptyFor,
            @ForAll @IntRange(min = 1, max = 100_000) int shards) {
        Duration interval = PollPace.DEFAULT.idle(Duration.ofSeconds(emptyFor), shards);

        assertThat(interval).isBetween(Duration.ofMillis(200), Duration.ofSeconds(10));
    }

    @Test
    void pollsAShardMoreRarelyWhenItHasBeenIdleForTenSeconds() {
        assertThat(PollPace.DEFAULT.idle(Duration.ofMillis(9_999), 1)).isEqualTo(Duration.ofMillis(250));
        assertThat(PollPace.DEFAULT.idle(Duration.ofSeconds(10), 1)).isEqualTo(Duration.ofSeconds(2));
    }

    @Provide
    Arbitrary<List<Outcome>> outcomes() {
        return Arbitraries.of(Outcome.class).list().ofMinSize(2).ofMaxSize(60);
    }

    private static Duration next(PollSchedule schedule, Outcome outcome, long now) {
        return switch (outcome) {
            case BACKLOG -> schedule.afterBacklog(now);
            case IDLE -> schedule.afterIdle(now, Duration.ofMillis(10));
            case FAILURE -> schedule.afterFailure(now, new Backoff(Duration.ofMillis(1), Duration.ofMillis(10)), 0.5);
        };
    }
}
