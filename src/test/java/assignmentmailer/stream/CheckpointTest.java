package assignmentmailer.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import assignmentmailer.state.StateTable;
import java.math.BigInteger;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

class CheckpointTest {
    private static final String SEED = "42";
    private static final Clock CLOCK = Clock.fixed(Instant.ofEpochSecond(1_000_000), ZoneOffset.UTC);

    private final StateTable table = new StateTable(Local.DYNAMO_DB, "checkpoints");
    private final CheckpointStore store = new CheckpointStore(table, "assignment-mailer", CLOCK);

    CheckpointTest() {
        store.createIfMissing();
    }

    @Property(seed = SEED)
    void sequenceNumbersSortAsNumbersAlsoInTheirSortableForm(
            @ForAll("sequenceNumbers") SequenceNumber one, @ForAll("sequenceNumbers") SequenceNumber other) {
        int expected = new BigInteger(one.text()).compareTo(new BigInteger(other.text()));

        assertThat(Integer.signum(one.compareTo(other))).isEqualTo(expected);
        assertThat(Integer.signum(one.sortable().compareTo(other.sortable()))).isEqualTo(expected);
    }

    @Test
    void whatIsNoNumberIsRefused() {
        assertThatThrownBy(() -> new SequenceNumber("12a")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new SequenceNumber("")).isInstanceOf(IllegalArgumentException.class);
    }

    @Property(seed = SEED)
    void exactlyOneOfTwoDifferentCheckpointsIsAhead(
            @ForAll("checkpoints") Checkpoint one, @ForAll("checkpoints") Checkpoint other) {
        boolean same = one.finished() == other.finished()
                && (one.finished() || value(one).equals(value(other)));

        assertThat(one.isAheadOf(other) ^ other.isAheadOf(one)).isEqualTo(!same);
    }

    @Property(seed = SEED, tries = 25)
    void theTableKeepsTheFurthestWhateverTheOrderOfTheWrites(@ForAll("manyCheckpoints") List<Checkpoint> checkpoints) {
        String shard = "shard-" + System.nanoTime();
        Checkpoint furthest = Checkpoint.OPENED;

        for (Checkpoint checkpoint : checkpoints) {
            store.write("arn", shard, checkpoint);
            furthest = checkpoint.isAheadOf(furthest) ? checkpoint : furthest;

            Checkpoint stored = store.read("arn", shard).orElseThrow();
            assertThat(stored.isAheadOf(furthest) || furthest.isAheadOf(stored)).isFalse();
        }
    }

    @Test
    void anItemExpiresDaysAfterItsShard() {
        store.write("arn", "expiring", Checkpoint.OPENED);

        assertThat(table.read("assignment-mailer/checkpoint/arn/expiring"))
                .containsEntry(
                        StateTable.EXPIRES, AttributeValue.fromN(Integer.toString(1_000_000 + 7 * 24 * 60 * 60)));
    }

    @Test
    void theFirstMarkHoldsWhoeverElseSetsOne() {
        StreamMark first = new StreamMark("arn-1", Instant.ofEpochMilli(1_234));

        StreamMark set = store.advance("marked", null, first);
        StreamMark refused = store.advance("marked", null, new StreamMark("arn-1", Instant.ofEpochMilli(9_999)));

        assertThat(set).isEqualTo(first);
        assertThat(refused).isEqualTo(first);
        assertThat(store.mark("marked")).contains(first);
    }

    @Test
    void aMarkGoesOnOnlyFromTheStreamThatItNames() {
        StreamMark first = new StreamMark("arn-1", null);
        StreamMark second = new StreamMark("arn-2", null);
        store.advance("moving", null, first);

        StreamMark moved = store.advance("moving", first, second);
        StreamMark late = store.advance("moving", first, new StreamMark("arn-3", null));

        assertThat(moved).isEqualTo(second);
        assertThat(late).isEqualTo(second);
    }

    @Provide
    Arbitrary<SequenceNumber> sequenceNumbers() {
        return Arbitraries.bigIntegers()
                .between(BigInteger.ZERO, BigInteger.TEN.pow(40).subtract(BigInteger.ONE))
                .map(number -> new SequenceNumber(number.toString()));
    }

    @Provide
    Arbitrary<Checkpoint> checkpoints() {
        Arbitrary<Checkpoint> somewhere = Arbitraries.integers()
                .between(90, 110)
                .map(number -> Checkpoint.at(new SequenceNumber(number.toString())));
        return Arbitraries.oneOf(List.of(
                Arbitraries.just(Checkpoint.OPENED),
                somewhere,
                somewhere.map(at -> Checkpoint.finished(at.acknowledged()))));
    }

    @Provide
    Arbitrary<List<Checkpoint>> manyCheckpoints() {
        return checkpoints().list().ofMinSize(1).ofMaxSize(12);
    }

    private static String value(Checkpoint checkpoint) {
        return checkpoint.acknowledged() == null
                ? ""
                : checkpoint.acknowledged().text();
    }
}
