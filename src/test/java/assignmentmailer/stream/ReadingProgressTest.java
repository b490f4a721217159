package assignmentmailer.stream;

import static org.assertj.core.api.Assertions.assertThat;

import assignmentmailer.LogLines;
import assignmentmailer.stream.reading.AgeWarning;
import assignmentmailer.stream.reading.StreamFollower;
import assignmentmailer.stream.sim.ScriptedFaults;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Health and recovery of a reader without progress. */
class ReadingProgressTest extends VirtualStream {
    private static final String TABLE_ARN = "arn:aws:dynamodb:eu-west-1:000000000000:table/candidates";

    @ParameterizedTest
    @ValueSource(strings = {"GetRecords", "DescribeStream", "PutItem", "BatchGetItem", "GetShardIterator"})
    void anErrorOfTheJvmInAnyCallEndsNothing(String call) {
        table.enableStream(2);
        VirtualReader reader = reader().start();
        awaitDelivered(reader, table.write(10));
        faults.failNextWithError(3, call, () -> new OutOfMemoryError("Java heap space"));
        table.roll(1);
        table.write(10);

        awaitDelivered(reader, table.written());
        time.pass(Duration.ofMinutes(10));

        assertThat(reader.isDead()).isFalse();
        assertThat(reader.problems()).isEmpty();
        assertThat(reader.count("ddbstream.checkpoints.failed")).isEqualTo(call.equals("PutItem") ? 3 : 0);
    }

    /** Their polls are counted as failed, and tried again as rarely, so that an error that lasts does not fill the log. */
    @ParameterizedTest
    @ValueSource(strings = {"GetRecords", "DescribeStream", "PutItem"})
    void anErrorThatLastsIsAFailureLikeAnyOther(String call) {
        AtomicInteger calls = new AtomicInteger();
        table.enableStream(1);
        VirtualReader reader = reader().start();
        awaitDelivered(reader, table.write(1));
        faults.failNextWithError(Integer.MAX_VALUE, call, () -> {
            calls.incrementAndGet();
            return new OutOfMemoryError("Java heap space");
        });
        table.write(1);

        time.pass(Duration.ofMinutes(10));

        assertThat(calls.get()).isBetween(30, 300);
        assertThat(reader.count("ddbstream.polls.failed")).isEqualTo(call.equals("GetRecords") ? calls.get() : 0);
        assertThat(reader.problems()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"GetRecords", "DescribeStream", "PutItem"})
    void aTaskThatWillNeverRunAgainMakesTheServiceNotLive(String call) {
        table.enableStream(1);
        VirtualReader reader = reader().start();
        awaitDelivered(reader, table.write(1));
        faults.failNext(1, call, () -> {
            time.loseNext();
            return ScriptedFaults.throttled();
        });
        table.write(1);

        time.pass(Duration.ofMinutes(5));

        assertThat(reader.isDead()).isTrue();
    }

    @Test
    void anExchangeThatNeverEndsMakesTheServiceNotReadyAfterAQuarterOfAnHour() {
        table.enableStream(1);
        HeldRoute held = new HeldRoute("candidate-3");
        VirtualReader reader = reader().route(held).start();
        table.write(10);
        time.passUntil(() -> reader.delivered().size() == 9, Duration.ofMinutes(1));
        table.roll(1);
        table.write(10);

        time.pass(Duration.ofMinutes(14));
        assertThat(reader.problems()).isEmpty();
        time.pass(Duration.ofMinutes(2));

        assertThat(reader.problems()).singleElement().asString().contains("unacknowledged for 9");
        assertThat(reader.gauge("ddbstream.age.seconds"))
                .as("not that of the child, which is younger")
                .isBetween(950.0, 1_020.0);
        held.release();
        awaitDelivered(reader, table.written());
        assertThat(reader.problems()).isEmpty();
    }

    @Test
    void anExchangeThatFailsForEverMakesTheServiceNotReadyAfterAQuarterOfAnHour() {
        table.enableStream(1);
        VirtualReader reader = reader().route((record, whenEnded) ->
                        whenEnded.accept(record.eventID().equals("candidate-3") ? new IllegalStateException() : null))
                .start();
        table.write(10);

        time.pass(Duration.ofMinutes(20));

        assertThat(reader.delivered()).hasSize(9);
        assertThat(reader.problems()).singleElement().asString().contains("unacknowledged");
    }

    @Test
    void aFailedExchangeComesAgainAfterASecondAndThenTwiceThatUpToAMinute() {
        List<Long> deliveries = new ArrayList<>();
        table.enableStream(1).write(1);
        reader().route((record, whenEnded) -> {
                    deliveries.add(time.nanoTime());
                    whenEnded.accept(new IllegalStateException("fails always"));
                })
                .start();

        time.pass(Duration.ofMinutes(10));

        for (int i = 1; i < deliveries.size(); i++) {
            Duration longest = Duration.ofSeconds(Math.min(60, 1 << Math.min(i - 1, 6)));
            assertThat(Duration.ofNanos(deliveries.get(i) - deliveries.get(i - 1)))
                    .isBetween(longest.dividedBy(2), longest.plusMillis(10));
        }
        assertThat(deliveries).hasSizeBetween(14, 30);
    }

    @Test
    void aBufferFullOfExchangesThatDoNotEndMakesTheServiceNotReady() {
        table.enableStream(2).write(30_000);
        VirtualReader reader = reader().route(new HeldRoute()).start();

        time.pass(Duration.ofMinutes(16));

        assertThat(reader.problems()).singleElement().asString().contains("unacknowledged");
    }

    @Test
    void aBacklogThatIsWorkedOffLeavesTheServiceReadyHoweverOldItIs() {
        table.enableStream(1).write(3_000);
        time.pass(Duration.ofHours(6));
        VirtualReader reader = reader().route(
                        (record, whenEnded) -> time.after(Duration.ofSeconds(10), () -> whenEnded.accept(null)))
                .start();

        time.pass(Duration.ofMinutes(25));

        assertThat(reader.delivered()).hasSizeLessThan(3_000);
        assertThat(reader.gauge("ddbstream.age.seconds")).isGreaterThan(6 * 3_600);
        assertThat(reader.problems()).isEmpty();
    }

    @Test
    void whileSuspendedTheServiceIsReadyHoweverLong() {
        table.enableStream(1).write(100);
        HeldRoute held = new HeldRoute("candidate-3");
        VirtualReader reader = reader().route(held).start();
        time.pass(Duration.ofMinutes(1));

        reader.pause();
        faults.failEach(1, "GetRecords", ScriptedFaults::networkDown);
        time.pass(Duration.ofHours(2));
        assertThat(reader.problems()).isEmpty();
        faults.clear();
        reader.resume();
        time.pass(Duration.ofMinutes(14));

        assertThat(reader.problems()).isEmpty();
    }

    @Test
    void theAgeGrowsWhileAShardCannotBeRead() {
        VirtualReader reader = caughtUp();
        time.pass(Duration.ofMinutes(5));
        assertThat(reader.gauge("ddbstream.age.seconds")).isZero();
        faults.failEach(1, "GetRecords", ScriptedFaults::denied);

        time.pass(Duration.ofSeconds(30));
        assertThat(reader.gauge("ddbstream.age.seconds")).isBetween(25.0, 35.0);
        time.pass(Duration.ofMinutes(30));

        assertThat(reader.gauge("ddbstream.age.seconds")).isBetween(1_820.0, 1_840.0);
        assertThat(reader.problems()).singleElement().asString().contains("has not been read for 1");
    }

    /** Its last page was empty, which says less and less. */
    @Test
    void theAgeGrowsWhileAShardIsNotPolled() {
        table.enableStream(1);
        String shard = table.openShards().get(0);
        VirtualReader reader = reader().start();
        awaitDelivered(reader, table.write(5));
        time.pass(Duration.ofMinutes(5));
        reader.streams().duringNextPoll(shard, time::loseNext);

        time.pass(Duration.ofMinutes(30));

        assertThat(reader.gauge("ddbstream.age.seconds")).isBetween(1_790.0, 1_810.0);
    }

    /** DynamoDB tells its time to the second, so that a record may seem to be written later than now. */
    @Test
    void theAgeIsNeverNegative() {
        time.pass(Duration.ofMillis(900));
        table.enableStream(1);
        HeldRoute held = new HeldRoute();
        VirtualReader reader = reader().route(held).start();
        time.pass(Duration.ofMillis(150));
        table.write(1);

        time.passUntil(() -> held.holds() == 1, Duration.ofSeconds(5));

        assertThat(reader.gauge("ddbstream.age.seconds")).isZero();
    }

    @Test
    void theAgeIsWarnedOfHourlyInTheSecondHalfOfTheDayForWhichAChangeIsKept() {
        table.enableStream(1);
        HeldRoute held = new HeldRoute("candidate-3");
        faults.failNext(20, "GetRecords", ScriptedFaults::throttled);
        try (LogLines log = new LogLines(AgeWarning.class)) {
            VirtualReader reader = reader().route(held).start();
            table.write(10);
            time.pass(Duration.ofHours(12));
            assertThat(log.warnings()).isEmpty();
            time.pass(Duration.ofMinutes(150));

            assertThat(log.warnings()).hasSize(3);
            assertThat(log.warnings().get(2)).contains("'candidates'", "14 h old", "24 h");
            held.release();
            awaitDelivered(reader, table.written());
            time.pass(Duration.ofHours(3));
            assertThat(log.warnings()).hasSize(3);
        }
    }

    @Test
    void theAgeGrowsWhileTheServiceCannotBeginToRead() {
        table.enableStream(1).write(5);
        faults.failEach(1, "Describe", ScriptedFaults::networkDown);
        VirtualReader reader = reader().start();

        time.pass(Duration.ofSeconds(75));

        assertThat(reader.gauge("ddbstream.age.seconds")).isEqualTo(75);
        assertThat(reader.problems()).isNotEmpty();
        faults.clear();
        awaitDelivered(reader, table.written());
        time.pass(Duration.ofSeconds(5));
        assertThat(reader.problems()).isEmpty();
        assertThat(reader.gauge("ddbstream.age.seconds")).isZero();
    }

    @Test
    void theAgeIsThatOfTheOldestRecordThatIsNotAcknowledged() {
        table.enableStream(1);
        VirtualReader reader = reader().route(new HeldRoute("candidate-0")).start();
        time.pass(Duration.ofSeconds(29));
        table.write(1);
        time.pass(Duration.ofMinutes(10));
        table.write(100);
        time.pass(Duration.ofSeconds(31));

        assertThat(reader.gauge("ddbstream.age.seconds")).isBetween(630.0, 692.0);
    }

    @Test
    void checkpointsThatCannotBeWrittenMakeTheServiceNotReadyAfterAMinuteAndAreCounted() {
        table.enableStream(1);
        VirtualReader reader = reader().start();
        awaitDelivered(reader, table.write(10));
        faults.failEach(1, "PutItem checkpoint", ScriptedFaults::throttled);
        awaitDelivered(reader, table.write(10));

        time.pass(Duration.ofMinutes(2));

        assertThat(reader.problems()).singleElement().asString().contains("checkpoint could not be written for 1");
        assertThat(reader.count("ddbstream.checkpoints.failed")).isGreaterThan(3);
        faults.clear();
        time.pass(Duration.ofMinutes(1));
        assertThat(reader.problems()).isEmpty();
    }

    @Test
    void aStateTableThatIsEmptiedWhileTheServiceRunsLosesNothingThatIsWrittenWhileItIsDown() {
        table.enableStream(1);
        VirtualReader first = reader().fromLatest().start();
        time.pass(Duration.ofSeconds(1));
        awaitDelivered(first, table.write(5));
        time.pass(Duration.ofMinutes(2));
        store.empty();
        try (LogLines log = new LogLines(StreamFollower.class)) {
            time.pass(Duration.ofMinutes(6));
            assertThat(log.warnings()).singleElement().asString().contains("the ledger of mailed candidates is lost");
        }
        assertThat(store.bookmark(TABLE_ARN)).isPresent();
        first.crash();
        time.pass(Duration.ofMinutes(2));
        List<String> down = table.write(5);

        VirtualReader second = reader().fromLatest().start();
        awaitDelivered(second, down);

        assertThat(second.delivered()).containsExactlyElementsOf(down);
    }

    @Test
    void checkpointsWithoutABookmarkAreNoFirstStart() {
        table.enableStream(1);
        VirtualReader first = reader().fromLatest().start();
        time.pass(Duration.ofSeconds(1));
        awaitDelivered(first, table.write(5));
        store.empty();
        awaitDelivered(first, table.write(5));
        time.pass(Duration.ofSeconds(2));
        first.crash();
        List<String> down = table.write(5);

        VirtualReader second = reader().fromLatest().start();

        awaitDelivered(second, down);
    }
}
