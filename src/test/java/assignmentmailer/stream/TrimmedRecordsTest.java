package assignmentmailer.stream;

import static org.assertj.core.api.Assertions.assertThat;

import assignmentmailer.stream.sim.ScriptedFaults;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Records trimmed unread are reported as gaps, and no others. */
class TrimmedRecordsTest extends VirtualStream {
    private static final Duration LONGER_THAN_RETENTION = Duration.ofHours(25);

    @Test
    void aChildThatIsGoneBeforeItsParentIsAcknowledgedIsAGap() {
        table.enableStream(1).write(3);
        HeldRoute held = new HeldRoute();
        VirtualReader reader = reader().route(held).start();
        time.passUntil(() -> held.holds() == 3, Duration.ofSeconds(10));
        table.roll(1);
        table.write(5);
        table.roll(1);
        time.pass(LONGER_THAN_RETENTION);
        List<String> grandchild = table.write(5);

        held.release();
        awaitDelivered(reader, grandchild);

        assertThat(reader.gaps()).isEqualTo(1);
        assertThat(reader.problems()).singleElement().asString().contains("may be lost");
    }

    @Test
    void theLastChildOfADisabledStreamThatIsGoneIsAGap() {
        table.enableStream(1).write(3);
        HeldRoute held = new HeldRoute();
        VirtualReader reader = reader().route(held).start();
        time.passUntil(() -> held.holds() == 3, Duration.ofSeconds(10));
        table.roll(1);
        table.write(5);
        table.roll(table.openShards().get(0), 0);
        time.pass(Duration.ofHours(23));
        table.enableStream(1);
        time.pass(Duration.ofHours(2));
        List<String> next = table.write(5);

        held.release();
        awaitDelivered(reader, next);

        assertThat(reader.gaps()).isEqualTo(1);
    }

    @Test
    void aChildWhoseFirstRecordsAreGoneBeforeItsParentIsAcknowledgedIsAGap() {
        table.enableStream(1).write(3);
        HeldRoute held = new HeldRoute();
        VirtualReader reader = reader().route(held).start();
        time.passUntil(() -> held.holds() == 3, Duration.ofSeconds(10));
        table.roll(1);
        table.write(5);
        time.pass(LONGER_THAN_RETENTION);
        List<String> late = table.write(5);

        held.release();
        awaitDelivered(reader, late);

        assertThat(reader.gaps()).isEqualTo(1);
    }

    @Test
    void aShardThatWasOpenedAndNeverAcknowledgedBeforeADayOfDowntimeIsAGap() {
        table.enableStream(1).write(5);
        HeldRoute held = new HeldRoute();
        VirtualReader first = reader().route(held).start();
        time.passUntil(() -> held.holds() == 5, Duration.ofSeconds(10));
        first.crash();
        time.pass(LONGER_THAN_RETENTION);
        List<String> late = table.write(5);

        VirtualReader second = reader().start();
        awaitDelivered(second, late);

        assertThat(second.gaps()).isEqualTo(1);
    }

    @Test
    void aShardThatCouldNotBeReadForADayIsAGap() {
        table.enableStream(1).write(5);
        faults.failEach(1, "GetRecords", ScriptedFaults::denied);
        VirtualReader reader = reader().start();
        time.pass(LONGER_THAN_RETENTION);
        List<String> late = table.write(5);

        faults.clear();
        awaitDelivered(reader, late);

        assertThat(reader.gaps()).isEqualTo(1);
    }

    @Test
    void recordsAfterACheckpointThatAreGoneAfterADayOfDowntimeAreAGap() {
        table.enableStream(1).write(5);
        VirtualReader first = reader().start();
        awaitDelivered(first, table.written());
        first.stop();
        table.write(5);
        time.pass(LONGER_THAN_RETENTION);
        List<String> late = table.write(5);

        VirtualReader second = reader().start();
        awaitDelivered(second, late);

        assertThat(second.gaps()).isEqualTo(1);
    }

    @Test
    void aRecordThatStillComesIsNoGap() {
        table.enableStream(1).write(5);
        VirtualReader first = reader().start();
        awaitDelivered(first, table.written());
        first.stop();
        time.pass(Duration.ofHours(23));
        List<String> late = table.write(5);

        VirtualReader second = reader().start();
        awaitDelivered(second, late);

        assertThat(second.gaps()).isZero();
    }

    @Test
    void aShardWithoutRecordsForDaysIsNoGapAfterARestart() {
        table.enableStream(1).write(1);
        VirtualReader first = reader().start();
        awaitDelivered(first, table.written());
        time.pass(Duration.ofDays(3));
        first.crash();
        time.pass(Duration.ofHours(20));

        VirtualReader second = reader().start();
        awaitDelivered(second, table.write(1));

        assertThat(second.gaps()).isZero();
    }

    @Test
    void aShardWithoutRecordsCostsOneCheckpointAnHour() {
        table.enableStream(1).write(1);
        VirtualReader reader = reader().start();
        awaitDelivered(reader, table.written());
        time.pass(Duration.ofHours(2));
        int before = store.writes();

        time.pass(Duration.ofHours(10));

        assertThat(store.writes() - before).isBetween(9, 10);
    }

    @Test
    void theFirstRestartOfFromLatestInAStreamOlderThanADayIsNoGap() {
        streamOlderThanADay();
        VirtualReader first = reader().fromLatest().start();
        time.pass(Duration.ofSeconds(1));
        awaitDelivered(first, table.write(5));
        time.pass(Duration.ofSeconds(2));
        first.crash();

        VirtualReader second = reader().fromLatest().start();
        awaitDelivered(second, table.write(5));
        time.pass(Duration.ofMinutes(20));

        assertThat(second.gaps()).isZero();
        assertThat(second.problems()).isEmpty();
        assertThat(second.delivered()).hasSize(5);
    }

    @Test
    void twoInstancesThatStartTogetherForTheFirstTimeSeeNoGap() {
        streamOlderThanADay();
        for (boolean latest : new boolean[] {true, false}) {
            store.empty();
            VirtualReader.Builder one = reader();
            VirtualReader.Builder other = reader();
            VirtualReader first = (latest ? one.fromLatest() : one).start();
            VirtualReader second = (latest ? other.fromLatest() : other).start();
            time.pass(Duration.ofMinutes(20));

            assertThat(first.gaps() + second.gaps()).isZero();
            assertThat(second.problems()).isEmpty();
            first.stop();
            second.stop();
        }
    }

    /** A stream whose oldest shard has a trimmed parent. */
    private void streamOlderThanADay() {
        table.enableStream(1).write(5);
        table.roll(1);
        table.write(5);
        time.pass(LONGER_THAN_RETENTION);
        table.write(5);
        table.roll(1);
        time.pass(Duration.ofMinutes(5));
    }
}
