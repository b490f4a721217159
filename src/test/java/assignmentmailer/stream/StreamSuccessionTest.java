package assignmentmailer.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import assignmentmailer.stream.checkpoint.StreamBookmark;
import assignmentmailer.stream.sim.ScriptedFaults;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.model.StreamViewType;

/** Streams that are disabled, replaced, described incorrectly or not at all. */
class StreamSuccessionTest extends VirtualStream {
    @Test
    void aStreamThatWasEnabledAndDisabledWhileTheServiceWasDownIsReadToo() {
        table.enableStream(1).write(5);
        VirtualReader first = reader().start();
        awaitDelivered(first, table.written());
        first.stop();
        table.write(5);
        for (int replaced = 0; replaced < 3; replaced++) {
            table.enableStream(1).write(5);
        }

        VirtualReader second = reader().start();
        awaitDelivered(second, table.written().subList(5, 25));

        assertThat(second.delivered()).hasSize(20).doesNotHaveDuplicates();
        assertThat(second.gaps()).isZero();
        assertThat(second.problems()).isEmpty();
    }

    @Test
    void aStreamThatWasEnabledAndDisabledWhileTheOneBeforeWasDrainedIsReadToo() {
        table.enableStream(1).write(1);
        HeldRoute held = new HeldRoute("candidate-0");
        VirtualReader reader = reader().route(held).start();
        time.passUntil(() -> held.holds() == 1, Duration.ofSeconds(10));
        table.enableStream(1).write(5);
        time.pass(Duration.ofMinutes(2));
        table.enableStream(1).write(5);
        time.pass(Duration.ofMinutes(2));

        held.release();

        awaitDelivered(reader, table.written());
        assertThat(reader.gaps()).isZero();
    }

    @Test
    void whereStreamsMayNotBeListedTheReaderGoesOnToTheTablesStreamAndTellsWhatItMayHaveMissed() {
        table.enableStream(1).write(5);
        VirtualReader first = reader().start();
        awaitDelivered(first, table.written());
        first.stop();
        table.enableStream(1).write(5);
        List<String> last = table.enableStream(1).write(5);
        faults.failEach(1, "ListStreams", ScriptedFaults::denied);

        VirtualReader second = reader().start();
        awaitDelivered(second, last);

        assertThat(second.gaps()).isEqualTo(1);
        assertThat(second.problems()).singleElement().asString().contains("dynamodb:ListStreams");
    }

    @Test
    void theVeryFirstStartBeginsWithTheCurrentStream() {
        table.enableStream(1).write(5);
        List<String> current = table.enableStream(1).write(5);

        VirtualReader reader = reader().start();
        awaitDelivered(reader, current);
        time.pass(Duration.ofMinutes(5));

        assertThat(reader.delivered()).containsExactlyElementsOf(current);
    }

    /** It ends, and the next start begins right. */
    @Test
    void theVeryFirstStartBeginsWithNoStreamThatIsDisabled() {
        table.enableStream(1).write(5);
        String old = table.latestStreamArn();
        table.enableStream(1);

        VirtualReader.Builder reader = reader().before(each -> {
            each.dynamoDb().answerStale(old);
            each.dynamoDb().answerStale(old);
        });

        assertThatThrownBy(reader::start).hasMessageContaining("no stream enabled");
    }

    @Test
    void anAnswerOfDescribeTableThatLagsEndsNoShardOfAnEnabledStream() {
        table.enableStream(1);
        String old = table.latestStreamArn();
        table.enableStream(2);
        VirtualReader first = reader().start();
        awaitDelivered(first, table.write(10));
        first.dynamoDb().answerStale(old);
        time.pass(Duration.ofMinutes(5));
        first.stop();
        VirtualReader second =
                reader().before(reader -> reader.dynamoDb().answerStale(old)).start();
        time.pass(Duration.ofMinutes(5));

        awaitDelivered(second, table.write(10));

        assertThat(second.gauge("ddbstream.shards.open")).isEqualTo(2);
    }

    @Test
    void emptyPagesBeforeRecordsAreNotTheEndOfAShard() {
        table.enableStream(1).write(5);
        String shard = table.openShards().get(0);
        VirtualReader first = reader().start();
        awaitDelivered(first, table.written());
        first.stop();
        List<String> due = table.write(5);
        table.replaceStreamLeavingShardsOpen(1);

        VirtualReader second = reader().before(reader -> reader.streams().emptyPages(shard, 30))
                .start();

        awaitDelivered(second, due);
    }

    @Test
    void pagesOfRecordsThatFromLatestPassesOverAreNotTheEndOfAShard() {
        table.enableStream(1).write(4_000);
        time.pass(Duration.ofMinutes(5));
        VirtualReader first = reader().fromLatest().pageSize(10).start();
        time.pass(Duration.ofSeconds(5));
        first.crash();
        List<String> due = table.write(5);
        table.replaceStreamLeavingShardsOpen(1);
        store.empty();
        store.advance(
                "arn:aws:dynamodb:eu-west-1:000000000000:table/candidates",
                null,
                new StreamBookmark(firstStream(), START.plus(Duration.ofMinutes(5)), true));

        VirtualReader second = reader().fromLatest().pageSize(10).start();
        awaitDelivered(second, due);

        assertThat(second.delivered()).containsExactlyInAnyOrderElementsOf(due);
    }

    @Test
    void aShardLeftOpenInADisabledStreamEndsAfterAMinuteOfEmptyPagesFromThenOn() {
        table.enableStream(1);
        String shard = table.openShards().get(0);
        VirtualReader reader = reader().start();
        time.pass(Duration.ofMinutes(10));
        table.replaceStreamLeavingShardsOpen(1);
        List<String> next = table.write(1);
        long replaced = time.nanoTime();

        awaitDelivered(reader, next);

        assertThat(Duration.ofNanos(time.nanoTime() - replaced))
                .isBetween(Duration.ofMinutes(1), Duration.ofMinutes(4));
        assertThat(reader.streams().polls().get(shard)).isNotEmpty();
    }

    /** Nothing of it is open, but it is not drained. */
    @Test
    void aShardThatWaitsForItsParentIsReadBeforeTheNextStream() {
        VirtualReader first = caughtUp();
        first.stop();
        table.roll(1);
        table.write(5);
        String middle = table.openShards().get(0);
        table.roll(1);
        table.write(5);
        table.enableStream(1);
        table.hide(middle, true);
        VirtualReader second = reader().start();
        time.pass(Duration.ofMinutes(3));

        table.hide(middle, false);

        awaitDelivered(second, table.written().subList(5, 15));
        assertThat(second.gaps()).isZero();
    }

    @Test
    void listsThatNamedMoreInBetweenAreNoMinuteOfLists() {
        VirtualReader reader = caughtUp();
        table.roll(1);
        String child = table.openShards().get(0);
        List<String> due = table.write(5);
        table.roll(1);
        String grandchild = table.openShards().get(0);
        List<String> last = table.write(5);
        table.hide(child, true);
        table.hide(grandchild, true);
        table.enableStream(1);
        awaitLists(reader, 2);
        time.pass(Duration.ofSeconds(35));
        table.hide(child, false);
        awaitDelivered(reader, due);
        awaitLists(reader, 1);
        time.pass(Duration.ofSeconds(35));

        table.hide(grandchild, false);

        awaitDelivered(reader, last);
    }

    /** There is no stream to go on to, and nothing wrong with the one that is. */
    @Test
    void anEnabledStreamAllOfWhoseShardsAreFinishedIsNotOver() {
        VirtualReader reader = caughtUp();
        table.roll(1);
        String child = table.openShards().get(0);
        List<String> due = table.write(5);
        table.hide(child, true);

        time.pass(Duration.ofMinutes(3));
        assertThat(reader.problems()).isEmpty();
        table.hide(child, false);

        awaitDelivered(reader, due);
    }

    @Test
    void aStreamThatIsBeingDisabledIsNotTakenForDisabled() {
        table.enableStream(1);
        String shard = table.openShards().get(0);
        VirtualReader reader = reader().start();
        awaitDelivered(reader, table.write(5));
        List<String> due = table.write(5);
        table.replaceStreamLeavingShardsOpen(1);
        table.disabling(true);
        reader.streams().emptyPages(shard, 1_000);
        time.pass(Duration.ofMinutes(3));
        table.disabling(false);

        reader.streams().emptyPages(shard, 0);

        awaitDelivered(reader, due);
    }

    @Test
    void emptyPagesFromBeforeAStreamWasDisabledSayNothingOfItsEnd() {
        table.enableStream(1);
        String shard = table.openShards().get(0);
        VirtualReader reader = reader().start();
        time.pass(Duration.ofMinutes(10));
        List<String> due = table.write(5);
        table.replaceStreamLeavingShardsOpen(1);
        reader.streams().emptyPages(shard, 25);

        awaitDelivered(reader, due);
    }

    @Test
    void recordsBetweenEmptyPagesBeginTheMinuteAnew() {
        table.enableStream(1);
        String shard = table.openShards().get(0);
        List<VirtualReader> readers = new ArrayList<>();
        VirtualReader reader = reader().pageSize(1)
                .route((record, whenEnded) -> {
                    readers.get(0).streams().emptyPages(shard, 20);
                    whenEnded.accept(null);
                })
                .start();
        readers.add(reader);
        awaitDelivered(reader, table.write(1));
        List<String> due = table.write(10);
        table.replaceStreamLeavingShardsOpen(1);

        awaitDelivered(reader, due);
    }

    @Test
    void whereStreamsCannotBeListedForAWhileNoneIsPassedOver() {
        table.enableStream(1).write(5);
        VirtualReader first = reader().start();
        awaitDelivered(first, table.written());
        first.stop();
        table.enableStream(1).write(5);
        table.enableStream(1).write(5);
        faults.failNext(3, "ListStreams", ScriptedFaults::throttled);

        VirtualReader second = reader().start();
        awaitDelivered(second, table.written().subList(5, 15));

        assertThat(second.gaps()).isZero();
    }

    @Test
    void whereStreamsMayNotBeListedAnAnswerThatLagsLeadsToNoOlderStream() {
        table.enableStream(1).write(5);
        String old = table.latestStreamArn();
        List<String> current = table.enableStream(1).write(5);
        VirtualReader reader = reader().start();
        awaitDelivered(reader, current);
        faults.failEach(1, "ListStreams", ScriptedFaults::denied);
        for (int answer = 0; answer < 5; answer++) {
            reader.dynamoDb().answerStale(old);
        }
        table.disableStream();

        time.pass(Duration.ofMinutes(10));

        assertThat(reader.delivered()).containsExactlyElementsOf(current);
        assertThat(reader.gaps()).isZero();
    }

    @Test
    void aStreamThatIsGoneIsGivenUpAfterAMinuteWhereAnotherFollows() {
        table.enableStream(2);
        VirtualReader reader = reader().start();
        awaitDelivered(reader, table.write(5));
        table.enableStream(1);
        table.forgetDisabledStreams();
        List<String> next = table.write(5);

        time.pass(Duration.ofMinutes(3));

        assertThat(reader.delivered()).containsAll(next);
        assertThat(reader.gaps()).isEqualTo(1);
    }

    @Test
    void theShardsOfAStreamThatIsGoneAreReadNoMoreThoughNoneFollows() {
        table.enableStream(2);
        VirtualReader reader = reader().start();
        awaitDelivered(reader, table.write(5));
        table.disableStream();
        table.forgetDisabledStreams();
        faults.failEach(1, "GetRecords", ScriptedFaults::networkDown);

        time.pass(Duration.ofMinutes(10));

        assertThat(reader.gauge("ddbstream.shards.open")).isZero();
        assertThat(reader.gaps()).isEqualTo(1);
    }

    @Test
    void aStreamThatIsNamedButGoneIsPassedOverAndTold() {
        table.enableStream(1).write(5);
        VirtualReader first = reader().start();
        awaitDelivered(first, table.written());
        first.stop();
        table.enableStream(1).write(5);
        table.loseStream(table.latestStreamArn());
        List<String> last = table.enableStream(1).write(5);

        VirtualReader second = reader().start();
        awaitDelivered(second, last);

        assertThat(second.gaps()).isEqualTo(1);
        assertThat(second.problems()).singleElement().asString().contains("gone", "backfill");
    }

    @Test
    void aRestartReadsWhileTheTableMayNotBeDescribed() {
        VirtualReader first = caughtUp();
        first.stop();
        faults.failEach(1, "DescribeTable candidates", ScriptedFaults::denied);

        awaitDelivered(reader().start(), table.write(5));
    }

    /** A list may lag, so that a minute of lists has to name nothing more. */
    @Test
    void aShardThatListsLeaveOutForAWhileBeforeTheNextStreamIsReadToo() {
        VirtualReader reader = caughtUp();
        table.roll(1);
        String child = table.openShards().get(0);
        List<String> due = table.write(5);
        table.hide(child, true);
        List<String> next = table.enableStream(1).write(5);
        awaitLists(reader, 2);
        time.pass(Duration.ofSeconds(35));
        assertThat(reader.delivered()).doesNotContainAnyElementsOf(next);

        table.hide(child, false);

        awaitDelivered(reader, due);
        awaitDelivered(reader, next);
        assertThat(reader.gaps()).isZero();
    }

    /** It is given up again with every list, since a record is in flight; its shard tells of itself. */
    @Test
    void aStreamThatIsGoneWithNoneAfterItIsNotToldOfAgainAndAgain() {
        table.enableStream(1).write(1);
        HeldRoute held = new HeldRoute();
        VirtualReader reader = reader().route(held).start();
        time.passUntil(() -> held.holds() == 1, Duration.ofSeconds(10));
        table.disableStream();
        table.forgetDisabledStreams();

        time.pass(Duration.ofMinutes(30));

        assertThat(reader.gaps()).isEqualTo(2);
    }

    @Test
    void aStreamWithoutTheNewImageIsNotGoneOnToAndMakesTheServiceNotReady() {
        VirtualReader reader = caughtUp();
        List<String> keysOnly =
                table.withViewType(StreamViewType.KEYS_ONLY).enableStream(1).write(5);
        time.pass(Duration.ofMinutes(5));

        assertThat(reader.delivered()).doesNotContainAnyElementsOf(keysOnly);
        assertThat(reader.problems()).singleElement().asString().contains("KEYS_ONLY", "NEW_AND_OLD_IMAGES");
        assertThat(reader.gaps()).isZero();
    }

    @Test
    void passingOverAStreamWithoutTheNewImageIsAGapThatNamesTheRemedy() {
        VirtualReader reader = caughtUp();
        table.withViewType(StreamViewType.KEYS_ONLY).enableStream(1).write(5);
        time.pass(Duration.ofMinutes(5));
        List<String> next =
                table.withViewType(StreamViewType.NEW_IMAGE).enableStream(1).write(5);

        awaitDelivered(reader, next);

        assertThat(reader.gaps()).isEqualTo(1);
        assertThat(reader.problems()).singleElement().asString().contains("KEYS_ONLY", "backfill");
    }

    @Test
    void theChildrenOfADeletedTablesStreamAreRead() {
        table.enableStream(1);
        HeldRoute held = new HeldRoute("candidate-4");
        VirtualReader reader = reader().route(held).start();
        table.write(5);
        time.passUntil(() -> reader.delivered().size() == 4, Duration.ofMinutes(1));
        table.roll(1);
        table.write(5);
        table.delete();
        time.pass(Duration.ofMinutes(10));

        held.release();

        awaitDelivered(reader, table.written());
    }

    @Test
    void aRestartOnADisabledStreamReadsWhatItStillHoldsAndIsNotReady() {
        VirtualReader first = caughtUp();
        first.stop();
        List<String> left = table.write(5);
        table.disableStream();

        VirtualReader second = reader().start();
        awaitDelivered(second, left);
        time.pass(Duration.ofMinutes(5));

        assertThat(second.problems()).singleElement().asString().contains("no stream enabled");
        List<String> next = table.enableStream(1).write(5);
        awaitDelivered(second, next);
        assertThat(second.problems()).isEmpty();
    }

    @Test
    void aRestartOnADeletedTableReadsWhatItsStreamStillHolds() {
        VirtualReader first = caughtUp();
        first.stop();
        List<String> left = table.write(5);
        table.delete();

        awaitDelivered(reader().start(), left);
    }

    @Test
    void childrenAreFoundWhileTheTableMayNotBeDescribed() {
        VirtualReader reader = caughtUp();
        faults.failEach(1, "DescribeTable candidates", ScriptedFaults::denied);
        table.roll(1);

        awaitDelivered(reader, table.write(5));

        assertThat(reader.problems()).isEmpty();
    }

    @Test
    void aShardThatIsListedButGoneIsAGapAfterFiveMinutesAndItsChildrenAreRead() {
        VirtualReader reader = caughtUp();
        table.lose(table.openShards().get(0));
        table.roll(1);
        List<String> child = table.write(5);

        time.pass(Duration.ofMinutes(4));
        assertThat(reader.delivered()).doesNotContainAnyElementsOf(child);
        awaitDelivered(reader, child);

        assertThat(reader.gaps()).isEqualTo(1);
    }

    @Test
    void aParentLeftOutOfOneListIsReadOnceItIsListed() {
        table.enableStream(1).write(5);
        String parent = table.openShards().get(0);
        table.roll(1);
        List<String> child = table.write(1);
        table.hide(parent, true);
        VirtualReader first = reader().start();
        awaitDelivered(first, child);
        time.pass(Duration.ofSeconds(5));
        first.crash();
        table.hide(parent, false);

        VirtualReader second = reader().start();

        awaitDelivered(second, table.written().subList(0, 5));
    }

    @Test
    void aShardWhoseParentIsLeftOutOfAListLaterWaitsForIt() {
        VirtualReader first = caughtUp();
        first.stop();
        table.roll(1);
        table.write(5);
        String middle = table.openShards().get(0);
        table.roll(1);
        table.write(5);
        table.hide(middle, true);
        VirtualReader second = reader().start();
        time.pass(Duration.ofMinutes(2));
        assertThat(second.delivered()).isEmpty();
        assertThat(second.gauge("ddbstream.age.seconds")).isGreaterThan(100);

        table.hide(middle, false);
        awaitDelivered(second, table.written().subList(5, 15));

        assertThat(second.gaps()).isZero();
    }

    private void awaitLists(VirtualReader reader, int more) {
        int lists = reader.streams().describes() + more;
        time.passUntil(() -> reader.streams().describes() >= lists, Duration.ofMinutes(3));
    }

    private String firstStream() {
        return table.latestStreamArn().replaceFirst("[^/]*$", "2026-01-01T00:00:30.000");
    }
}
