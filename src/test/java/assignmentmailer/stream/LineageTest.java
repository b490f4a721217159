package assignmentmailer.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class LineageTest {
    private static final String SEED = "42";

    @Property(seed = SEED)
    void opensEveryShardOnceAndNoneBeforeItsParentIsDone(@ForAll("forests") List<Shard> shards, @ForAll Random random) {
        Lineage lineage = new Lineage(shards);
        Set<String> done = new HashSet<>();
        List<Shard> order = new ArrayList<>();

        for (List<Shard> readable = lineage.readable(done); !readable.isEmpty(); readable = lineage.readable(done)) {
            Shard next = readable.get(random.nextInt(readable.size()));
            assertThat(lineage.isOrphan(next) || done.contains(next.parentId())).isTrue();
            done.add(next.id());
            order.add(next);
        }

        assertThat(order).containsExactlyInAnyOrderElementsOf(shards);
        assertThat(lineage.allDone(done)).isTrue();
    }

    @Property(seed = SEED)
    void whatIsOpenShowsAllBeforeItDone(@ForAll("forests") List<Shard> shards, @ForAll Random random) {
        Lineage lineage = new Lineage(shards);
        Set<String> done = new HashSet<>();
        for (int step = random.nextInt(shards.size() + 1); step > 0; step--) {
            List<Shard> readable = lineage.readable(done);
            done.add(readable.get(random.nextInt(readable.size())).id());
        }
        List<String> open = lineage.readable(done).stream().map(Shard::id).toList();

        Set<String> ancestors = lineage.ancestorsOf(open);
        ancestors.retainAll(shards.stream().map(Shard::id).toList());

        assertThat(done).containsAll(ancestors);
    }

    @Property(seed = SEED)
    void startsWithLatestOnlyWhereNothingFollows(@ForAll("forests") List<Shard> shards) {
        Set<String> leaves = new Lineage(shards).leaves();

        assertThat(leaves).isNotEmpty();
        assertThat(shards).noneMatch(shard -> shard.parentId() != null && leaves.contains(shard.parentId()));
    }

    @Test
    void aShardWhoseParentIsNoLongerListedMayBeRead() {
        Shard orphan = new Shard("b", "a", false);

        assertThat(new Lineage(List.of(orphan)).readable(Set.of())).containsExactly(orphan);
    }

    @Test
    void aListThatRunsInACircleEndsTheWalk() {
        Lineage circle = new Lineage(List.of(new Shard("a", "b", true), new Shard("b", "a", true)));

        assertThat(circle.ancestorsOf(List.of("a"))).containsExactlyInAnyOrder("a", "b");
    }

    @Provide
    Arbitrary<List<Shard>> forests() {
        return Arbitraries.integers()
                .between(-3, 40)
                .list()
                .ofMinSize(1)
                .ofMaxSize(40)
                .map(LineageTest::forest);
    }

    /** The parent of the n-th is an earlier one, or one that is gone, or none; listed in no particular order. */
    private static List<Shard> forest(List<Integer> choices) {
        List<Shard> shards = new ArrayList<>();
        for (int i = 0; i < choices.size(); i++) {
            int choice = choices.get(i);
            String parent = choice < 0 || i == 0 ? null : choice == 0 ? "gone-" + i : "shard-" + choice % i;
            shards.add(new Shard("shard-" + i, parent, false));
        }
        Collections.shuffle(shards, new Random(choices.hashCode()));
        return shards;
    }
}
