package assignmentmailer.stream;

import static org.assertj.core.api.Assertions.assertThat;

import assignmentmailer.stream.sim.ScriptedFaults;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Calls and memory of reading, by the number of shards and the size of items. */
class ReadingCostTest extends VirtualStream {
    @Test
    void aQuietShardIsPolledMoreRarelyUntilItHasRecordsAgain() {
        table.enableStream(1);
        VirtualReader reader = reader().start();
        time.pass(Duration.ofSeconds(1));

        assertThat(pollsWithin(reader, Duration.ofSeconds(8))).isBetween(31, 33);
        time.pass(Duration.ofSeconds(4));
        assertThat(pollsWithin(reader, Duration.ofSeconds(20))).isBetween(9, 11);
        awaitDelivered(reader, table.write(1));
        assertThat(pollsWithin(reader, Duration.ofSeconds(8))).isBetween(31, 34);
    }

    private int pollsWithin(VirtualReader reader, Duration span) {
        String shard = table.openShards().get(0);
        int before = reader.streams().polls().get(shard).size();
        time.pass(span);
        return reader.streams().polls().get(shard).size() - before;
    }

    @Test
    void aThousandPartitionsThatRollOverAreListedOnceASecondAtMost() {
        table.enableStream(1_000);
        for (int generation = 0; generation < 6; generation++) {
            table.roll(1);
        }
        VirtualReader reader = reader().fromLatest().start();
        time.pass(Duration.ofMinutes(2));
        int before = reader.streams().describes();

        for (int rolled = 0; rolled < 40; rolled++) {
            table.roll(table.openShards().get(0), 1);
            time.pass(Duration.ofMillis(14_400));
        }

        assertThat(reader.streams().describes() - before).isLessThan(40 * 14);
        assertThat(reader.gauge("ddbstream.shards.open")).isEqualTo(1_000);
    }

    @Test
    void aChildIsFoundWithinASecondAlsoWhereAListOfAllTakesLonger() {
        table.enableStream(1_000);
        VirtualReader reader = reader().start();
        time.pass(Duration.ofMinutes(1));
        table.roll(table.openShards().get(0), 1);
        String child = table.openShards().get(999);

        assertThat(time.passUntil(() -> reader.streams().polls().containsKey(child), Duration.ofSeconds(10)))
                .isTrue();
        awaitDelivered(reader, table.write(1_000));
    }

    @Test
    void childrenAreFoundOnServersThatIgnoreOrRefuseTheFilter() {
        for (boolean refuses : new boolean[] {true, false}) {
            store.empty();
            table.enableStream(3);
            VirtualReader reader =
                    reader().before(each -> each.streams().ignoreShardFilter()).start();
            awaitDelivered(reader, table.write(30));
            if (refuses) {
                faults.failEach(1, "DescribeStream children", ScriptedFaults::denied);
            }
            table.roll(2);

            awaitDelivered(reader, table.write(30));
            reader.stop();
            faults.clear();
        }
    }

    @Test
    void aRestartPollsWithinThreeSecondsOfTheListOfSevenThousandShards() {
        table.enableStream(1_000);
        for (int generation = 0; generation < 6; generation++) {
            table.roll(1);
        }
        VirtualReader first = reader().fromLatest().start();
        time.pass(Duration.ofMinutes(2));
        first.stop();

        VirtualReader second = reader().fromLatest().start();
        int reads = store.reads();
        long begin = time.nanoTime();
        time.passUntil(() -> second.streams().describes() == 70, Duration.ofMinutes(1));
        long listed = time.nanoTime();
        time.passUntil(() -> !second.streams().polls().isEmpty(), Duration.ofMinutes(1));

        assertThat(Duration.ofNanos(time.nanoTime() - listed)).isLessThan(Duration.ofSeconds(3));
        assertThat(Duration.ofNanos(listed - begin))
                .as("DynamoDB takes ten calls a second")
                .isGreaterThanOrEqualTo(Duration.ofMillis(6_800));
        assertThat(store.reads() - reads).as("a hundred checkpoints a call").isBetween(70, 75);
    }

    /** Where the server ignores the filter, its answer is the first of all shards. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aChildAmongManyShardsIsFoundWithinSecondsOnServersWithoutTheFilter(boolean refuses) {
        table.enableStream(300);
        VirtualReader reader =
                reader().before(each -> each.streams().ignoreShardFilter()).start();
        time.pass(Duration.ofSeconds(65));
        if (refuses) {
            faults.failEach(1, "DescribeStream children", ScriptedFaults::denied);
        }
        table.roll(table.openShards().get(0), 1);
        String child = table.openShards().get(299);

        assertThat(time.passUntil(() -> reader.streams().polls().containsKey(child), Duration.ofSeconds(10)))
                .isTrue();
    }

    @Test
    void theChildrenOfManyShardsThatEndTogetherAreFoundByAList() {
        table.enableStream(400);
        VirtualReader reader = reader().start();
        time.pass(Duration.ofSeconds(65));
        int before = reader.streams().describes();
        table.roll(1);
        List<String> children = table.openShards();

        assertThat(time.passUntil(
                        () -> reader.streams().polls().keySet().containsAll(children), Duration.ofSeconds(20)))
                .isTrue();
        assertThat(reader.streams().describes() - before).isLessThan(100);
    }

    @Test
    void childrenThatDoNotComeAreAskedForMoreAndMoreRarely() {
        table.enableStream(1);
        VirtualReader reader = reader().start();
        time.pass(Duration.ofMinutes(1));
        table.roll(1);
        table.hide(table.openShards().get(0), true);
        int before = reader.streams().describes();

        time.pass(Duration.ofMinutes(10));

        assertThat(reader.streams().describes() - before).isLessThan(20 + 20 + 20);
    }

    /** It needs no place in turn with those that may get more records. */
    @Test
    void aClosedShardIsReadToItsEndAtOnceHoweverManyAreOpen() {
        table.enableStream(1_000);
        VirtualReader reader = reader().start();
        time.pass(Duration.ofMinutes(1));
        String parent = table.openShards().get(0);
        table.roll(parent, 1);
        String child = table.openShards().get(999);
        reader.streams().emptyPages(parent, 40);
        awaitAList(reader);

        assertThat(time.passUntil(() -> reader.streams().polls().containsKey(child), Duration.ofSeconds(20)))
                .isTrue();
    }

    /** A thousand idle shards share two hundred calls a second. */
    @Test
    void manyIdleShardsShareARate() {
        table.enableStream(1_000);
        VirtualReader reader = reader().start();
        time.pass(Duration.ofMinutes(1));
        int before = polls(reader);

        time.pass(Duration.ofMinutes(1));

        assertThat(polls(reader) - before).isBetween(60 * 150, 60 * 200);
    }

    private static int polls(VirtualReader reader) {
        return reader.streams().polls().values().stream().mapToInt(List::size).sum();
    }

    private void awaitAList(VirtualReader reader) {
        int pages = reader.streams().describes() + 11;
        time.passUntil(() -> reader.streams().describes() >= pages, Duration.ofMinutes(1));
    }

    @Test
    void pagesThatEndAtAMegabyteAreFollowedAtOnceHoweverManyShardsAreOpen() {
        table.enableStream(1);
        Duration alone = timeToRead20Megabytes();
        table.enableStream(1_000);
        Duration amongAThousand = timeToRead20Megabytes();

        assertThat(amongAThousand).isLessThan(alone.multipliedBy(2));
    }

    @Test
    void largeItemsOfAHeldAccountTakeNoMoreThanTheBudgetAndAreAllReadLater() {
        long budget = 32_000_000;
        table.enableStream(4).withItemBytes(100_000).write(2_500);
        HeldRoute held = new HeldRoute();
        VirtualReader reader = reader().budget(budget).route(held).start();

        for (int minute = 0; minute < 5; minute++) {
            time.pass(Duration.ofMinutes(1));
            assertThat(reader.gauge("ddbstream.bytes.buffered")).isLessThan(budget);
        }
        held.release();

        awaitDelivered(reader, table.written());
        assertThat(reader.gauge("ddbstream.bytes.buffered")).isZero();
    }

    @Test
    void theLargestItemsAreReadHoweverSmallTheBudget() {
        table.enableStream(2).withItemBytes(400_000).write(50);

        VirtualReader reader = reader().budget(1).start();

        awaitDelivered(reader, table.written());
    }

    @Test
    void aShardAllOfWhoseLargeRecordsFailStallsNoOther() {
        table.enableStream(2).withItemBytes(400_000).write(400);
        List<String> good = new ArrayList<>();
        for (int i = 1; i < 400; i += 2) {
            good.add("candidate-" + i);
        }
        VirtualReader reader = reader().budget(32_000_000)
                .route((record, whenEnded) -> failUnlessIn(good, record.eventID(), whenEnded))
                .start();

        awaitDelivered(reader, good);
    }

    private Duration timeToRead20Megabytes() {
        store.empty();
        table.withItemBytes(0);
        VirtualReader reader = reader().start();
        time.pass(Duration.ofMinutes(1));
        String shard = table.openShards().get(0);
        table.withItemBytes(250_000);
        List<String> large = new ArrayList<>();
        for (int i = 0; i < 80; i++) {
            large.add(table.writeTo(shard));
        }
        long begin = time.nanoTime();
        awaitDelivered(reader, large);
        reader.stop();
        return Duration.ofNanos(time.nanoTime() - begin);
    }

    private static void failUnlessIn(List<String> good, String key, Consumer<@Nullable Throwable> whenEnded) {
        whenEnded.accept(good.contains(key) ? null : new IllegalStateException());
    }
}
