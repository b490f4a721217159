package assignmentmailer.stream.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.time.Instant;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class CheckpointTest {
    private static final String SEED = "42";

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
    void atMostOneOfTwoCheckpointsIsAheadAndNoneOnlyWhereTheySayTheSame(
            @ForAll("checkpoints") Checkpoint one, @ForAll("checkpoints") Checkpoint other) {
        assertThat(one.isAheadOf(other) ^ other.isAheadOf(one)).isEqualTo(!one.equals(other));
    }

    @Test
    void aShardReadFurtherWithoutARecordIsAhead() {
        Checkpoint early = Checkpoint.at(new SequenceNumber("7"), Instant.ofEpochSecond(100));
        Checkpoint late = Checkpoint.at(new SequenceNumber("7"), Instant.ofEpochSecond(3_700));

        assertThat(late.isAheadOf(early)).isTrue();
    }

    @Provide
    Arbitrary<SequenceNumber> sequenceNumbers() {
        return Arbitraries.bigIntegers()
                .between(BigInteger.ZERO, BigInteger.TEN.pow(40).subtract(BigInteger.ONE))
                .map(number -> new SequenceNumber(number.toString()));
    }

    @Provide
    Arbitrary<Checkpoint> checkpoints() {
        return CheckpointStoreTest.checkpoint();
    }
}
