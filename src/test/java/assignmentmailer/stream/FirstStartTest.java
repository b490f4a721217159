package assignmentmailer.stream;

import static org.assertj.core.api.Assertions.assertThat;

import assignmentmailer.stream.sim.ScriptedFaults;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The records due at the first start, however long the start takes. */
class FirstStartTest extends VirtualStream {
    /** A shard that rolls over after the start must not be skipped as history. */
    @Test
    void fromLatestAShardThatRollsOverBeforeTheFirstListIsCompleteIsReadFromTheStartOn() {
        table.enableStream(1);
        time.pass(Duration.ofMinutes(10));
        VirtualReader reader = reader().fromLatest().start();
        faults.failNext(4, "DescribeStream", ScriptedFaults::throttled);
        time.pass(Duration.ofSeconds(3));
        List<String> due = table.write(5);
        table.roll(1);
        due = new ArrayList<>(due);
        due.addAll(table.write(5));

        time.pass(Duration.ofMinutes(10));
        awaitDelivered(reader, due);
    }

    /**
     * The same without a fault: the first list has 10 pages and takes 1 s; a shard on its first page rolls over
     * meanwhile.
     */
    @Test
    void fromLatestAShardThatRollsOverDuringALongFirstListIsReadFromTheStartOn() {
        table.enableStream(700);
        time.pass(Duration.ofMinutes(10));
        String last = table.openShards().get(699);
        VirtualReader reader = reader().fromLatest().start();
        time.pass(Duration.ofMillis(250));
        String due = table.writeTo(last);
        table.roll(last, 1);

        time.pass(Duration.ofMinutes(10));
        assertThat(reader.delivered()).contains(due);
    }

    /** Checkpoints left behind by a lost bookmark must be found for every page of the list, not only the first. */
    @Test
    void checkpointsOfShardsBeyondTheFirstPageAreNoFirstStartEither() {
        table.enableStream(1);
        VirtualReader reader = reader().fromLatest().start();
        for (int i = 0; i < 120; i++) {
            time.pass(Duration.ofSeconds(5));
            table.roll(1);
        }
        time.pass(Duration.ofMinutes(3));
        store.empty();
        List<String> early = table.write(5);
        time.passUntil(() -> reader.delivered().containsAll(early), Duration.ofMinutes(1));
        time.pass(Duration.ofSeconds(3));
        reader.crash();
        List<String> due = new ArrayList<>(table.write(5));
        table.roll(1);
        due.addAll(table.write(5));
        time.pass(Duration.ofMinutes(2));

        VirtualReader second = reader().fromLatest().start();
        time.pass(Duration.ofMinutes(20));
        assertThat(second.delivered().containsAll(due) || second.gaps() > 0)
                .as("%s of %s", second.delivered(), due)
                .isTrue();
    }

    @Test
    void fromLatestShardsThatWereClosedBeforeAreNeverRead() {
        table.enableStream(2);
        List<String> closed = table.openShards();
        table.write(10);
        table.roll(1);
        List<String> before = table.write(10);
        time.pass(Duration.ofMinutes(10));
        VirtualReader first = reader().fromLatest().start();
        List<String> due = table.write(10);
        awaitDelivered(first, due);
        time.pass(Duration.ofSeconds(5));
        first.crash();

        VirtualReader second = reader().fromLatest().start();
        awaitDelivered(second, table.write(10));

        assertThat(first.delivered()).containsExactlyInAnyOrderElementsOf(due).doesNotContainAnyElementsOf(before);
        assertThat(first.streams().polls()).doesNotContainKeys(closed.toArray(String[]::new));
        assertThat(second.streams().polls()).doesNotContainKeys(closed.toArray(String[]::new));
    }

    /** It lost the race for the bookmark, which it did not see a moment before; the other is still reading what was closed since. */
    @Test
    void theSecondOfTwoInstancesThatStartTogetherPassesOverNothingThatTheFirstReads() {
        table.enableStream(1);
        faults.failEach(1, "PutItem checkpoint", ScriptedFaults::throttled);
        VirtualReader first = reader().fromLatest().route(new HeldRoute()).start();
        time.pass(Duration.ofSeconds(5));
        List<String> due = table.write(5);
        table.roll(1);
        time.pass(Duration.ofSeconds(5));
        store.hideBookmarkOnce();

        VirtualReader second = reader().fromLatest().start();
        first.crash();

        awaitDelivered(second, due);
    }

    /** Records written after the start has returned are due. */
    @Test
    void fromLatestWhatIsWrittenRightAfterTheStartHasReturnedIsRead() {
        table.enableStream(1);
        time.pass(Duration.ofMinutes(10));
        VirtualReader reader = reader().fromLatest().start();
        List<String> due = table.write(5);
        time.pass(Duration.ofMinutes(20));

        awaitDelivered(reader, due);
    }
}
