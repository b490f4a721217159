package assignmentmailer.stream.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import assignmentmailer.state.StateTable;
import assignmentmailer.stream.sim.LocalState;
import assignmentmailer.stream.sim.ScriptedFaults;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** The contract of checkpoint stores, for the state table and for the store used by other tests. */
class CheckpointStoreTest {
    private static final String SEED = "42";
    private static final String TABLE = "arn:aws:dynamodb:eu-west-1:1:table/candidates";
    private static final Instant NOW = Instant.ofEpochSecond(1_000_000);

    private final StateTable table = new StateTable(LocalState.DYNAMO_DB, "checkpoints");
    private final String reader = "assignment-mailer/route-" + System.nanoTime();
    private final CheckpointStore store = new StateTableCheckpoints(table, reader, Clock.fixed(NOW, ZoneOffset.UTC));
    private final CheckpointStore inMemory = new CheckpointsInMemory(new ScriptedFaults());

    CheckpointStoreTest() {
        store.prepare();
    }

    @Property(seed = SEED, tries = 25)
    void neverMovesACheckpointBackwardsWhateverTheOrderOfTheWrites(@ForAll("many") List<Checkpoint> checkpoints) {
        String shard = "shard-" + System.nanoTime();
        SequenceNumber furthest = new SequenceNumber("0");
        boolean finished = false;

        for (Checkpoint checkpoint : checkpoints) {
            store.write("arn", shard, checkpoint);
            inMemory.write("arn", shard, checkpoint);
            finished |= checkpoint.finished();
            furthest = !finished
                            && checkpoint.acknowledged() != null
                            && checkpoint.acknowledged().isAfter(furthest)
                    ? checkpoint.acknowledged()
                    : furthest;

            Checkpoint stored = store.read("arn", List.of(shard)).get(shard);
            assertThat(stored.finished()).isEqualTo(finished);
            assertThat(finished || stored.acknowledged() == null || !furthest.isAfter(stored.acknowledged()))
                    .isTrue();
            assertThat(inMemory.read("arn", List.of(shard))).containsEntry(shard, stored);
        }
    }

    @Test
    void readsManyCheckpointsAtOnceAndLeavesOutThoseThatAreNotThere() {
        Checkpoint one = Checkpoint.at(new SequenceNumber("1"), NOW);
        Checkpoint two = Checkpoint.finished(null, NOW.plusMillis(5));
        store.write("arn", "one", one);
        store.write("arn", "two", two);

        assertThat(store.read("arn", List.of("one", "two", "three")))
                .containsOnly(Map.entry("one", one), Map.entry("two", two));
    }

    @Test
    void twoReadersOfOneTableDoNotMeet() {
        CheckpointStore other = new StateTableCheckpoints(table, "assignment-mailer/other", Clock.systemUTC());
        store.write("arn", "shared", Checkpoint.at(new SequenceNumber("1"), NOW));
        store.advance(TABLE, null, new StreamBookmark("arn", NOW, false));

        assertThat(other.read("arn", List.of("shared"))).isEmpty();
        assertThat(other.bookmark(TABLE)).isEmpty();
    }

    /** Their tables may bear the same name. */
    @Test
    void twoRegionsWithOneStateTableDoNotMeet() {
        for (CheckpointStore each : List.of(store, inMemory)) {
            each.write("arn:1", "both", Checkpoint.at(new SequenceNumber("1"), NOW));
            each.advance(TABLE, null, new StreamBookmark("arn:1", NOW, false));

            assertThat(each.read("arn:2", List.of("both"))).isEmpty();
            assertThat(each.bookmark(TABLE.replace("eu-west-1", "us-east-1"))).isEmpty();
            assertThat(each.bookmark(TABLE.replace(":1:", ":2:"))).isEmpty();
        }
    }

    @Test
    void anItemExpiresDaysAfterItsShard() {
        store.write("arn", "expiring", Checkpoint.at(null, NOW));

        assertThat(table.read(reader + "/checkpoint/arn/expiring"))
                .containsEntry(
                        StateTable.EXPIRES, AttributeValue.fromN(Integer.toString(1_000_000 + 7 * 24 * 60 * 60)));
    }

    @Test
    void theFirstBookmarkHoldsWhoeverElseSetsOne() {
        for (CheckpointStore each : List.of(store, inMemory)) {
            StreamBookmark first = new StreamBookmark("arn-1", Instant.ofEpochMilli(1_234), true);

            StreamBookmark set = each.advance(TABLE, null, first);
            StreamBookmark refused =
                    each.advance(TABLE, null, new StreamBookmark("arn-1", Instant.ofEpochMilli(9_999), true));

            assertThat(set).isEqualTo(first);
            assertThat(refused).isEqualTo(first);
            assertThat(each.bookmark(TABLE)).contains(first);
        }
    }

    @Test
    void aBookmarkGoesOnOnlyFromTheStreamThatItNames() {
        for (CheckpointStore each : List.of(store, inMemory)) {
            StreamBookmark first = new StreamBookmark("arn-1", NOW, false);
            StreamBookmark second = new StreamBookmark("arn-2", NOW, false);
            each.advance(TABLE, null, first);

            StreamBookmark moved = each.advance(TABLE, first, second);
            StreamBookmark late = each.advance(TABLE, first, new StreamBookmark("arn-3", NOW, false));

            assertThat(moved).isEqualTo(second);
            assertThat(late).isEqualTo(second);
        }
    }

    @Provide
    Arbitrary<List<Checkpoint>> many() {
        return checkpoint().list().ofMinSize(1).ofMaxSize(12);
    }

    static Arbitrary<Checkpoint> checkpoint() {
        Arbitrary<SequenceNumber> acknowledged = Arbitraries.integers()
                .between(90, 110)
                .map(number -> new SequenceNumber(number.toString()))
                .injectNull(0.2);
        Arbitrary<Instant> readUntil = Arbitraries.of(NOW, NOW.plusSeconds(60), NOW.plusSeconds(3_600));
        Arbitrary<Boolean> finished =
                Arbitraries.frequencyOf(Tuple.of(1, Arbitraries.just(true)), Tuple.of(4, Arbitraries.just(false)));
        return Combinators.combine(acknowledged, readUntil, finished).as(Checkpoint::new);
    }
}
