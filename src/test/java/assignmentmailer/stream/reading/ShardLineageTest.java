package assignmentmailer.stream.reading;

import static org.assertj.core.api.Assertions.assertThat;

import assignmentmailer.stream.checkpoint.Checkpoint;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class ShardLineageTest {
    private static final String SEED = "42";
    private static final Duration PAUSE = Duration.ofMinutes(5);
    private static final Checkpoint FINISHED = Checkpoint.finished(null, Instant.EPOCH);

    @Property(seed = SEED)
    void knowsTheFinishedShardsThatNothingFollows(@ForAll("forests") List<ListedShard> shards, @ForAll Random random) {
        ShardLineage lineage = lineage(shards);
        Set<String> finished = shards.stream()
                .map(ListedShard::id)
                .filter(id -> random.nextBoolean())
                .collect(Collectors.toSet());

        finished.forEach(id -> lineage.finished(id, FINISHED));

        Set<String> parents = shards.stream().map(ListedShard::parentId).collect(Collectors.toSet());
        assertThat(lineage.finishedLeaves())
                .containsExactlyInAnyOrderElementsOf(
                        finished.stream().filter(id -> !parents.contains(id)).toList());
        assertThat(lineage.waiting())
                .extracting(ShardLineage.Node::id)
                .containsExactlyInAnyOrderElementsOf(shards.stream()
                        .map(ListedShard::id)
                        .filter(id -> !finished.contains(id))
                        .toList());
    }

    @Property(seed = SEED)
    void findsTheChildrenOfEachShard(@ForAll("forests") List<ListedShard> shards) {
        ShardLineage lineage = lineage(shards);

        for (ListedShard shard : shards) {
            assertThat(lineage.waitingChildren(shard.id()))
                    .extracting(ShardLineage.Node::id)
                    .containsExactlyInAnyOrderElementsOf(shards.stream()
                            .filter(other -> shard.id().equals(other.parentId()))
                            .map(ListedShard::id)
                            .toList());
        }
    }

    @Test
    void onlyACheckpointThatSaysSoMakesAShardFinished() {
        ShardLineage lineage = new ShardLineage();
        lineage.add(new ListedShard("a", null, true, Instant.EPOCH), Checkpoint.at(null, Instant.EPOCH));
        lineage.add(new ListedShard("b", null, true, Instant.EPOCH), FINISHED);

        assertThat(lineage.waiting()).extracting(ShardLineage.Node::id).containsExactly("a");
    }

    @Test
    void aShardThatAListLeavesOutIsMissingOnlyWhenItStaysSo() {
        ListedShard shard = new ListedShard("a", null, true, Instant.EPOCH);
        ShardLineage lineage = lineage(List.of(shard));
        Duration atLeast = Duration.ofNanos(100);

        lineage.listed(List.of(), 1_000, PAUSE);
        assertThat(lineage.waiting()).isEmpty();
        lineage.listed(List.of(), 1_099, PAUSE);
        assertThat(lineage.missing(atLeast)).isEmpty();
        lineage.listed(List.of(), 1_100, PAUSE);
        assertThat(lineage.missing(atLeast)).hasSize(1);
        lineage.listed(List.of(shard), 1_200, PAUSE);

        assertThat(lineage.missing(atLeast)).isEmpty();
        assertThat(lineage.waiting()).hasSize(1);
    }

    @Test
    void twoListsWithALongPauseBetweenThemSayNoMoreThanOne() {
        ShardLineage lineage = lineage(List.of(new ListedShard("a", null, true, Instant.EPOCH)));

        lineage.listed(List.of(), 0, PAUSE);
        lineage.listed(List.of(), PAUSE.toNanos() + 1, PAUSE);

        assertThat(lineage.missing(Duration.ofNanos(1))).isEmpty();
    }

    @Test
    void forgetsAFinishedShardOnceItIsNoLongerListedAndNoChildWaitsForIt() {
        ListedShard parent = new ListedShard("a", null, true, Instant.EPOCH);
        ListedShard child = new ListedShard("b", "a", false, Instant.EPOCH);
        ShardLineage lineage = lineage(List.of(parent, child));
        lineage.finished("a", FINISHED);

        lineage.listed(List.of(child), 1, PAUSE);
        assertThat(lineage.knows("a")).isTrue();
        lineage.waitingChildren("a").forEach(ShardLineage.Node::open);
        lineage.listed(List.of(child), 2, PAUSE);

        assertThat(lineage.knows("a")).isFalse();
        assertThat(lineage.unknownParents()).isEmpty();
    }

    @Provide
    Arbitrary<List<ListedShard>> forests() {
        return Arbitraries.integers()
                .between(-3, 40)
                .list()
                .ofMinSize(1)
                .ofMaxSize(40)
                .map(ShardLineageTest::forest);
    }

    private static ShardLineage lineage(List<ListedShard> shards) {
        ShardLineage lineage = new ShardLineage();
        shards.forEach(shard -> lineage.add(shard, null));
        return lineage;
    }

    /** Shards in random order; a shard's parent is an earlier one, a trimmed one, or none. */
    private static List<ListedShard> forest(List<Integer> choices) {
        List<ListedShard> shards = new ArrayList<>();
        for (int i = 0; i < choices.size(); i++) {
            int choice = choices.get(i);
            String parent = choice < 0 || i == 0 ? null : choice == 0 ? "gone-" + i : "shard-" + choice % i;
            shards.add(new ListedShard("shard-" + i, parent, false, Instant.EPOCH));
        }
        Collections.shuffle(shards, new Random(choices.hashCode()));
        return shards;
    }
}
