package assignmentmailer.stream;

import static org.assertj.core.api.Assertions.assertThat;

import assignmentmailer.stream.checkpoint.Checkpoint;
import assignmentmailer.stream.checkpoint.CheckpointStore;
import assignmentmailer.stream.checkpoint.StreamBookmark;
import assignmentmailer.stream.reading.ReadingObserver;
import assignmentmailer.stream.sim.ScriptedFaults;
import assignmentmailer.stream.sim.SimulatedTable;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.services.dynamodb.model.StreamViewType;

/** Responses that are single, slow, stale or missing lead to no wrong conclusion. */
class InconclusiveResponsesTest extends VirtualStream {
    private static final Duration LONGER_THAN_RETENTION = Duration.ofHours(24).plusMinutes(10);

    /** A list that never completes must neither look healthy nor block the search for children. */
    @Test
    void aListWhoseSecondPageAlwaysFailsMakesTheServiceNotReadyAndChildrenAreFoundMeanwhile() {
        table.enableStream(150).write(150);
        VirtualReader reader = reader().start();
        awaitDelivered(reader, table.written());
        faults.failEach(1, "DescribeStream after", ScriptedFaults::throttled);
        time.pass(Duration.ofMinutes(5));
        table.roll(table.openShards().get(0), 1);
        String child = table.openShards().get(149);
        String due = table.writeTo(child);
        time.pass(Duration.ofHours(1));

        assertThat(reader.delivered()).contains(due);
        assertThat(reader.problems()).singleElement().asString().contains("is overdue by 3");
    }

    /** The shard that a page ended with may be gone before the next page is asked for. */
    @Test
    void aListThatCannotBeGoneOnFromItsPlaceIsBegunAgain() {
        table.enableStream(150).write(150);
        String last = table.openShards().get(99);
        VirtualReader reader = reader().start();
        awaitDelivered(reader, table.written());
        int before = reader.streams().describes();
        time.passUntil(() -> reader.streams().describes() == before + 1, Duration.ofMinutes(2));
        table.hide(last, true);

        time.pass(Duration.ofMinutes(5));

        assertThat(reader.problems()).isEmpty();
    }

    /** Every other answer is none, or an error. */
    @ParameterizedTest
    @CsvSource({"GetRecords, false", "GetRecords, true", "DescribeStream, false", "DescribeStream, true"})
    void whatIsFoundNowAndThenIsNotGone(String call, boolean otherwiseFails) {
        table.enableStream(1).write(5);
        VirtualReader reader = reader().start();
        awaitDelivered(reader, table.written());
        table.replaceStreamLeavingShardsOpen(1);
        faults.failEach(2, call, ScriptedFaults::notFound);
        if (otherwiseFails) {
            faults.failEach(1, call, ScriptedFaults::networkDown);
        }

        time.pass(Duration.ofMinutes(20));

        assertThat(reader.gaps()).isZero();
    }

    /** Another instance reads what this one waits for. */
    @Test
    void aShardThatAnotherInstanceFinishesIsNoGapThoughNoListNamesItAnyMore() {
        table.enableStream(1).write(5);
        String parent = table.openShards().get(0);
        HeldRoute held = new HeldRoute("candidate-4");
        VirtualReader other = reader().route(held).start();
        time.passUntil(() -> held.holds() == 1, Duration.ofMinutes(1));
        table.roll(1);
        List<String> child = table.write(5);
        table.hide(parent, true);
        VirtualReader reader = reader().start();
        time.pass(Duration.ofMinutes(2));
        assertThat(reader.delivered()).isEmpty();
        held.release();
        time.pass(Duration.ofMinutes(1));
        other.crash();

        awaitDelivered(reader, child);

        assertThat(reader.gaps()).isZero();
    }

    /** The iterator requested after ResourceNotFound starts at the trim horizon, so reading is not contiguous. */
    @Test
    void anEmptyShardThatWasNotFoundOnceAndThenNotReadableForADayIsAGap() {
        table.enableStream(1);
        VirtualReader reader = reader().start();
        time.pass(Duration.ofMinutes(5));
        notFoundAndThenNoNetwork("GetRecords", "Get");
        time.pass(Duration.ofMinutes(1));
        List<String> lost = table.write(5);
        time.pass(LONGER_THAN_RETENTION);
        List<String> late = table.write(5);
        faults.clear();
        awaitDelivered(reader, late);

        assertThat(reader.delivered()).doesNotContainAnyElementsOf(lost);
        assertThat(reader.gaps()).isEqualTo(1);
    }

    /** Two responses separated by an outage do not prove five minutes of absence. */
    @Test
    void aShardNotFoundOnceBeforeAndOnceAfterAnOutageIsNotGivenUp() {
        table.enableStream(1).write(5);
        VirtualReader reader = reader().start();
        awaitDelivered(reader, table.written());
        notFoundAndThenNoNetwork("GetRecords", "Get");
        time.pass(Duration.ofMinutes(6));
        faults.clear();
        faults.failNext(1, "GetShardIterator", ScriptedFaults::notFound);
        time.pass(Duration.ofSeconds(30));
        List<String> due = table.write(5);
        time.pass(Duration.ofMinutes(20));

        assertThat(reader.delivered()).containsAll(due);
        assertThat(reader.gaps()).isZero();
    }

    /** The same for a whole enabled stream, whose open shards would all be stored as finished. */
    @Test
    void anEnabledStreamNotFoundOnceBeforeAndOnceAfterAnOutageIsNotGivenUp() {
        table.enableStream(1).write(5);
        VirtualReader reader = reader().start();
        awaitDelivered(reader, table.written());
        notFoundAndThenNoNetwork("DescribeStream", "DescribeStream");
        time.pass(Duration.ofMinutes(7));
        faults.clear();
        faults.failNext(1, "DescribeStream", ScriptedFaults::notFound);
        time.pass(Duration.ofSeconds(30));
        List<String> due = table.write(5);
        time.pass(Duration.ofMinutes(20));
        reader.stop();
        VirtualReader second = reader().start();
        time.pass(Duration.ofMinutes(20));

        List<String> all = new ArrayList<>(reader.delivered());
        all.addAll(second.delivered());
        assertThat(all).containsAll(due);
        assertThat(reader.gaps()).isZero();
    }

    /** A single "not found" response must not give up an existing stream, even when a newer stream exists. */
    @Test
    void aReplacedStreamThatIsNotFoundOnceIsStillDrained() {
        table.enableStream(1).write(5);
        VirtualReader reader = reader().start();
        awaitDelivered(reader, table.written());
        table.write(500);
        table.roll(1);
        table.write(500);
        table.enableStream(1);
        faults.failNext(1, "DescribeStream", ScriptedFaults::notFound);
        time.pass(Duration.ofMinutes(20));

        assertThat(reader.delivered()).containsAll(table.written());
        assertThat(reader.gaps()).isZero();
    }

    /** A disabled, drained stream disappears after a day: no record was due. */
    @Test
    void aDisabledStreamThatIsDrainedAndThenGoneIsNoGap() {
        table.enableStream(1).write(5);
        VirtualReader reader = reader().start();
        awaitDelivered(reader, table.written());
        table.disableStream();
        time.pass(LONGER_THAN_RETENTION);
        time.pass(Duration.ofMinutes(20));

        assertThat(reader.gaps()).isZero();
    }

    /** A page's information about a shard dates from that page's request, not from the completion of the list. */
    @Test
    void theRecordsOfAChildAreDueFromWhenItsParentWasLastSeenOpenNotFromWhenTheListWasComplete() {
        table.enableStream(150).write(150);
        String parent = table.openShards().get(0);
        HeldRoute held = new HeldRoute("candidate-150");
        VirtualReader reader = reader().route(held).start();
        awaitDelivered(reader, table.written());
        table.writeTo(parent);
        time.passUntil(() -> held.holds() == 1, Duration.ofMinutes(1));
        int before = reader.streams().describes();
        time.passUntil(() -> reader.streams().describes() == before + 1, Duration.ofMinutes(2));
        // The first page shows the parent as open. Now the machine sleeps before the second page.
        table.roll(parent, 1);
        String child = table.openShards().get(149);
        String lost = table.writeTo(child);
        time.sleep(Duration.ofMinutes(20));
        crashWithUnreadChild(reader, held, child, 300);

        assertDeliveredOrReported(lost);
    }

    /** A list whose completion fails restarts at its first page, and its earlier pages must be dropped. */
    @Test
    void aListWhoseCheckpointsCannotBeReadIsForgotten() {
        table.enableStream(2).write(4);
        String parent = table.openShards().get(0);
        String other = table.openShards().get(1);
        HeldRoute held = new HeldRoute("candidate-4");
        VirtualReader reader = reader().route(held).start();
        awaitDelivered(reader, table.written());
        assertThat(table.writeTo(parent)).isEqualTo("candidate-4");
        time.passUntil(() -> held.holds() == 1, Duration.ofMinutes(1));
        // Another shard rolls over twice and lists omit its child: an unlisted parent, whose checkpoint is requested.
        table.roll(other, 1);
        String hidden = table.openShards().get(1);
        table.hide(hidden, true);
        table.roll(hidden, 1);
        AtomicInteger reads = new AtomicInteger();
        faults.failEach(2, "BatchGetItem", () -> {
            if (reads.getAndIncrement() == 0) {
                faults.failEach(1, "BatchGetItem", ScriptedFaults::throttled);
            }
            return ScriptedFaults.throttled();
        });
        time.passUntil(() -> reads.get() > 0, Duration.ofMinutes(2));
        assertThat(reads.get()).isPositive();
        // The list has shown the parent as open; now it rolls over, and its child gets records.
        time.pass(Duration.ofSeconds(10));
        table.roll(parent, 1);
        String child = table.openShards().get(1);
        String lost = table.writeTo(child);
        time.pass(Duration.ofMinutes(20));
        table.hide(hidden, false);
        faults.clear();
        crashWithUnreadChild(reader, held, child, 20);

        assertDeliveredOrReported(lost);
    }

    /** Crashes a reader that could not read a child for ten minutes, and lets a day pass but for a few minutes. */
    private void crashWithUnreadChild(VirtualReader reader, HeldRoute held, String child, int written) {
        faults.failEach(1, "GetRecords " + child, ScriptedFaults::networkDown);
        time.pass(Duration.ofMinutes(1));
        held.release();
        time.pass(Duration.ofMinutes(9));
        table.write(written);
        time.pass(Duration.ofMinutes(1));
        reader.crash();
        faults.clear();
        time.pass(Duration.ofHours(23).plusMinutes(40));
    }

    private void assertDeliveredOrReported(String record) {
        VirtualReader second = reader().start();
        time.pass(Duration.ofMinutes(20));
        assertThat(second.delivered().contains(record) || second.gaps() > 0)
                .as("delivered %s problems %s", second.delivered(), second.problems())
                .isTrue();
    }

    /** A single slow response does not prove a minute of empty pages. */
    @Test
    void oneEmptyPageThatTookLongIsNotTheEndOfAShardInADisabledStream() {
        table.enableStream(1).write(5);
        String shard = table.openShards().get(0);
        VirtualReader reader = reader().start();
        awaitDelivered(reader, table.written());
        faults.failEach(1, "GetRecords", ScriptedFaults::networkDown);
        List<String> due = table.write(5);
        table.replaceStreamLeavingShardsOpen(1);
        time.pass(Duration.ofMinutes(2));
        reader.streams().emptyPages(shard, 10);
        reader.streams().duringNextPoll(shard, () -> time.sleep(Duration.ofMinutes(2)));
        faults.clear();
        time.pass(Duration.ofMinutes(20));

        assertThat(reader.delivered()).containsAll(due);
    }

    /** The age is that of the oldest change, read or unread. */
    @Test
    void theAgeGrowsWhileTheConsumerIsSuspended() {
        table.enableStream(1).write(5);
        VirtualReader reader = reader().start();
        awaitDelivered(reader, table.written());
        time.pass(Duration.ofMinutes(1));
        reader.pause();
        table.write(5);
        time.pass(Duration.ofHours(2));

        assertThat(reader.gauge("ddbstream.age.seconds")).isGreaterThan(7_000);
    }

    /** An Error between the call and the acknowledgement window must not move the cursor past the page. */
    @Test
    void anErrorAfterAPageHasComeLosesNoneOfItsRecords() {
        table.enableStream(1);
        AtomicBoolean thrown = new AtomicBoolean();
        ReadingObserver observer = new ReadingObserver() {
            @Override
            public void polled(int records) {
                if (records > 0 && !thrown.getAndSet(true)) {
                    throw new OutOfMemoryError("simulated");
                }
            }

            @Override
            public void pollFailed(String shardId, Throwable failure) {}
        };
        VirtualReader reader = reader().observer(observer).start();
        time.pass(Duration.ofMinutes(1));
        List<String> first = table.write(5);
        time.pass(Duration.ofMinutes(1));
        List<String> next = table.write(5);
        awaitDelivered(reader, next);
        reader.stop();
        VirtualReader second = reader().start();
        time.pass(Duration.ofMinutes(10));

        List<String> all = new ArrayList<>(reader.delivered());
        all.addAll(second.delivered());
        assertThat(all.containsAll(first) || second.gaps() > 0).isTrue();
    }

    /** Finished checkpoints must be restored after the state table was emptied. */
    @Test
    void aStateTableThatIsEmptiedWhileTheServiceRunsIsNoGapAtTheNextStart() {
        table.enableStream(1).write(5);
        VirtualReader reader = reader().start();
        for (int i = 0; i < 18; i++) {
            time.pass(Duration.ofHours(4));
            table.write(5);
            table.roll(1);
        }
        awaitDelivered(reader, table.written());
        store.empty();
        time.pass(Duration.ofMinutes(10));
        reader.stop();

        VirtualReader second = reader().start();
        time.pass(Duration.ofMinutes(20));
        assertThat(second.gaps()).isZero();
        assertThat(second.delivered()).as("delivered again").isEmpty();
    }

    /** A gap must be reported before the bookmark moves: a crash in between would hide it. */
    @Test
    void aStreamThatIsPassedOverIsToldAlsoWhereTheServiceEndsRightAfterTheBookmark() {
        table.enableStream(1).write(5);
        List<VirtualReader> readers = new ArrayList<>();
        CheckpointStore dying = new Wrapped(store) {
            @Override
            public StreamBookmark advance(String arn, @Nullable StreamBookmark before, StreamBookmark bookmark) {
                StreamBookmark now = super.advance(arn, before, bookmark);
                if (before != null) {
                    readers.get(0).crash();
                    throw new IllegalStateException("crashed");
                }
                return now;
            }
        };
        VirtualReader reader =
                VirtualReader.of(table, time, dying).faults(faults).start();
        readers.add(reader);
        awaitDelivered(reader, table.written());
        table.withViewType(StreamViewType.KEYS_ONLY).enableStream(1);
        table.write(3);
        table.withViewType(StreamViewType.NEW_IMAGE).enableStream(1);
        List<String> late = table.write(3);
        time.pass(Duration.ofMinutes(20));
        VirtualReader second = reader().start();
        awaitDelivered(second, late);
        time.pass(Duration.ofMinutes(5));

        assertThat(reader.gaps() + second.gaps()).isPositive();
    }

    /** Not even half a minute of trimmed records may go unreported. */
    @Test
    void aRecordTrimmedHalfAMinuteBeforeTheReaderIsBackIsAGap() {
        table.enableStream(1);
        VirtualReader reader = reader().start();
        time.pass(Duration.ofMinutes(10));
        awaitDelivered(reader, table.write(1));
        time.pass(Duration.ofSeconds(3));
        List<String> lost = table.write(5);
        reader.crash();
        time.pass(Duration.ofHours(24).plusSeconds(10));
        VirtualReader second = reader().start();
        time.pass(Duration.ofMinutes(20));

        assertThat(second.delivered().containsAll(lost) || second.gaps() > 0).isTrue();
    }

    /** Gaps are computed by DynamoDB's clock, which timestamps records, not by this machine's. */
    @Test
    void aClockThatIsAnHourBehindHidesNoGap() {
        SimulatedTable ahead = new SimulatedTable("candidates", Clock.offset(time.clock(), Duration.ofHours(1)));
        ahead.enableStream(1);
        VirtualReader reader =
                VirtualReader.of(ahead, time, store).faults(faults).start();
        time.pass(Duration.ofMinutes(10));
        awaitDelivered(reader, ahead.write(5));
        time.pass(Duration.ofSeconds(3));
        reader.crash();
        time.pass(Duration.ofMinutes(3));
        List<String> lost = ahead.write(5);
        time.pass(Duration.ofHours(24).plusMinutes(30));
        List<String> late = ahead.write(5);
        VirtualReader second =
                VirtualReader.of(ahead, time, store).faults(faults).start();
        awaitDelivered(second, late);

        assertThat(second.delivered()).doesNotContainAnyElementsOf(lost);
        assertThat(second.gaps()).isEqualTo(1);
    }

    /** Simulates a single "not found" response, then a network outage. */
    private void notFoundAndThenNoNetwork(String call, String calls) {
        AtomicInteger answers = new AtomicInteger();
        faults.failNext(1, call, () -> {
            answers.incrementAndGet();
            faults.failEach(1, calls, ScriptedFaults::networkDown);
            return ScriptedFaults.notFound();
        });
        time.passUntil(() -> answers.get() > 0, Duration.ofMinutes(2));
        assertThat(answers.get()).isEqualTo(1);
    }

    /** A checkpoint store that delegates to another. */
    private static class Wrapped implements CheckpointStore {
        private final CheckpointStore inner;

        Wrapped(CheckpointStore inner) {
            this.inner = inner;
        }

        @Override
        public void prepare() {
            inner.prepare();
        }

        @Override
        public Optional<StreamBookmark> bookmark(String tableArn) {
            return inner.bookmark(tableArn);
        }

        @Override
        public StreamBookmark advance(String tableArn, @Nullable StreamBookmark before, StreamBookmark bookmark) {
            return inner.advance(tableArn, before, bookmark);
        }

        @Override
        public Map<String, Checkpoint> read(String streamArn, Collection<String> shardIds) {
            return inner.read(streamArn, shardIds);
        }

        @Override
        public boolean write(String streamArn, String shardId, Checkpoint checkpoint) {
            return inner.write(streamArn, shardId, checkpoint);
        }
    }
}
