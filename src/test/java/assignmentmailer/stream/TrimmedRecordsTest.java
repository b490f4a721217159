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
    void aGapBeginsWhereTheRecordsThatAreAcknowledgedEndAndIsShownForAnHour() {
        table.enableStream(1);
        VirtualReader first = reader().start();
        time.pass(Duration.ofMinutes(30));
        awaitDelivered(first, table.write(5));
        first.stop();
        table.write(5);
        time.pass(LONGER_THAN_RETENTION);
        List<String> late = table.write(5);

        VirtualReader second = reader().start();
        awaitDelivered(second, late);

        assertThat(second.problems()).singleElement().asString().contains("written from 2026-01-01T00:30:30Z to");
        time.pass(Duration.ofMinutes(59));
        assertThat(second.problems()).hasSize(1);
        time.pass(Duration.ofMinutes(2));
        assertThat(second.problems()).isEmpty();
    }

    /** Records that were read after it are acknowledged, and young enough. */
    @Test
    void aRecordThatWasNeverAcknowledgedIsAGapOnceItIsGoneThoughYoungerOnesAreThere() {
        table.enableStream(1).write(2);
        VirtualReader first = reader().route(new HeldRoute("candidate-1")).start();
        time.pass(Duration.ofHours(10));
        table.write(5);
        time.pass(Duration.ofHours(2));
        first.crash();
        time.pass(Duration.ofHours(12).plusMinutes(30));
        List<String> late = table.write(5);

        VirtualReader second = reader().start();
        awaitDelivered(second, late);

        assertThat(second.delivered()).doesNotContain("candidate-1");
        assertThat(second.gaps()).isEqualTo(1);
    }

    /** A minute of empty pages says that all was read, but not two with a sleep of the machine between them. */
    @Test
    void emptyPagesBeforeAndAfterASleepHideNoGap() {
        table.enableStream(1);
        String shard = table.openShards().get(0);
        faults.failEach(1, "GetRecords", ScriptedFaults::networkDown);
        VirtualReader first = reader().start();
        time.pass(Duration.ofSeconds(10));
        List<String> lost = table.write(5);
        time.pass(Duration.ofMinutes(10));
        faults.clear();
        first.streams().emptyPages(shard, 2);
        awaitPoll(first, shard);
        time.sleep(Duration.ofMinutes(2));
        awaitPoll(first, shard);
        time.pass(Duration.ofMillis(100));
        first.crash();
        time.pass(Duration.ofHours(23).plusMinutes(55));
        List<String> late = table.write(5);

        VirtualReader second = reader().start();
        awaitDelivered(second, late);

        assertThat(second.delivered()).doesNotContainAnyElementsOf(lost);
        assertThat(second.gaps()).isEqualTo(1);
    }

    @Test
    void aShardThatCameAndWentWhileTheServiceWasDownIsAGap() {
        VirtualReader first = caughtUp();
        first.stop();
        table.roll(1);
        table.write(5);
        table.roll(1);
        time.pass(LONGER_THAN_RETENTION);
        List<String> late = table.write(5);

        VirtualReader second = reader().start();
        awaitDelivered(second, late);

        assertThat(second.gaps()).isEqualTo(1);
    }

    @Test
    void aShardThatWasGivenUpIsNoGapAgainAtTheNextStart() {
        table.enableStream(1).write(3);
        HeldRoute held = new HeldRoute();
        VirtualReader first = reader().route(held).start();
        time.passUntil(() -> held.holds() == 3, Duration.ofSeconds(10));
        table.roll(1);
        table.write(5);
        table.roll(1);
        time.pass(LONGER_THAN_RETENTION);
        List<String> grandchild = table.write(5);
        held.release();
        awaitDelivered(first, grandchild);
        first.stop();

        VirtualReader second = reader().start();
        awaitDelivered(second, table.write(5));
        time.pass(Duration.ofMinutes(20));

        assertThat(first.gaps()).isEqualTo(1);
        assertThat(second.gaps()).isZero();
    }

    /** That it was given up says nothing of the records of its child, which are due for a day yet. */
    @Test
    void whatFollowsAShardThatWasGivenUpIsAGapWhereItIsTrimmedLater() {
        table.enableStream(1).write(3);
        HeldRoute held = new HeldRoute();
        VirtualReader first = reader().route(held).start();
        time.passUntil(() -> held.holds() == 3, Duration.ofSeconds(10));
        table.roll(1);
        table.roll(1);
        faults.failEach(1, "GetRecords " + table.openShards().get(0), ScriptedFaults::denied);
        time.pass(Duration.ofHours(23).plusMinutes(50));
        List<String> lost = table.write(5);
        time.pass(Duration.ofMinutes(25));
        first.crash();
        faults.clear();
        time.pass(Duration.ofHours(23).plusMinutes(40));
        List<String> late = table.write(5);

        VirtualReader second = reader().start();
        awaitDelivered(second, late);

        assertThat(second.delivered()).doesNotContainAnyElementsOf(lost);
        assertThat(second.gaps()).isEqualTo(1);
    }

    @Test
    void aShardThatIsListedButGoneAfterADayOfDowntimeIsOneGapWithItsChildren() {
        table.enableStream(1);
        String lost = table.openShards().get(0);
        VirtualReader first = reader().start();
        awaitDelivered(first, table.write(5));
        first.stop();
        time.pass(LONGER_THAN_RETENTION);
        table.lose(lost);
        table.roll(1);

        VirtualReader second = reader().start();
        awaitDelivered(second, table.write(5));

        assertThat(second.gaps()).isEqualTo(1);
    }

    /** DynamoDB may remove a record after a day, and need not. */
    @Test
    void aRecordOlderThanADayThatStillComesIsNoGap() {
        table.trimLate(Duration.ofHours(2));
        table.enableStream(1).write(5);
        HeldRoute held = new HeldRoute();
        VirtualReader first = reader().route(held).start();
        time.passUntil(() -> held.holds() == 5, Duration.ofSeconds(10));
        first.crash();
        time.pass(LONGER_THAN_RETENTION);
        table.write(5);

        VirtualReader second = reader().start();
        awaitDelivered(second, table.written());

        assertThat(second.gaps()).isZero();
    }

    @Test
    void readingThatGoesOnRightAfterTheLastRecordIsNoGapHoweverLongItStoodStill() {
        table.trimLate(Duration.ofHours(4));
        VirtualReader first = caughtUp();
        faults.failEach(1, "GetRecords", ScriptedFaults::denied);
        time.pass(LONGER_THAN_RETENTION);
        faults.clear();
        awaitDelivered(first, table.write(5));
        first.stop();
        time.pass(LONGER_THAN_RETENTION);

        VirtualReader second = reader().start();
        awaitDelivered(second, table.write(5));

        assertThat(first.gaps() + second.gaps()).isZero();
    }

    /** The list said until a moment ago that the parent was open, so that its child has nothing older. */
    @Test
    void aChildOfAShardThatCouldNotBeReadForADayAndHadNothingIsNoGap() {
        VirtualReader reader = caughtUp();
        faults.failEach(1, "GetRecords", ScriptedFaults::denied);
        time.pass(LONGER_THAN_RETENTION);
        table.roll(1);
        faults.clear();

        awaitDelivered(reader, table.write(5));

        assertThat(reader.gaps()).isZero();
    }

    @Test
    void aShardThatWasReadToItsEndIsNotReadAgain() {
        table.enableStream(1);
        String parent = table.openShards().get(0);
        VirtualReader first = reader().start();
        awaitDelivered(first, table.write(5));
        table.roll(1);
        awaitDelivered(first, table.write(5));
        first.stop();

        VirtualReader second = reader().start();
        awaitDelivered(second, table.write(5));

        assertThat(second.streams().polls()).doesNotContainKey(parent);
    }

    /** Its parent was gone before the first start, which only the checkpoint of its opening tells. */
    @Test
    void theOldestShardIsReadAtOnceAfterARestartThoughNothingOfItIsAcknowledged() {
        streamOlderThanADay();
        HeldRoute held = new HeldRoute();
        VirtualReader first = reader().route(held).start();
        time.passUntil(() -> held.holds() == 5, Duration.ofSeconds(10));
        time.pass(Duration.ofSeconds(2));
        first.crash();
        time.pass(Duration.ofMinutes(30));

        VirtualReader second = reader().start();

        time.pass(Duration.ofSeconds(10));
        assertThat(second.delivered()).hasSize(5);
        time.pass(Duration.ofMinutes(20));
        assertThat(second.gaps()).isZero();
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

    private void awaitPoll(VirtualReader reader, String shard) {
        int before = reader.streams().polls().get(shard).size();
        time.passUntil(() -> reader.streams().polls().get(shard).size() > before, Duration.ofMinutes(1));
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
