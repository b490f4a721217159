package assignmentmailer.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class IntakeTest {
    private static final String SEED = "42";
    private static final int PAGE = 1_000;

    @Property(seed = SEED)
    void buffersNoMoreThanItsBoundWhateverTheBacklog(
            @ForAll @IntRange(min = 1, max = 500) int shards, @ForAll Random random) {
        int reserve = Math.max(Intake.RESERVED, shards * Intake.RESERVED_EACH);
        int[] pending = new int[shards];
        int buffered = 0;

        for (int poll = 0; poll < 500; poll++) {
            int shard = random.nextInt(shards);
            int read = new Intake(shards, buffered, PAGE).limit(pending[shard], pending[shard], random.nextInt(10));
            pending[shard] += read;
            buffered += read;

            assertThat(buffered).isLessThanOrEqualTo(Intake.BUFFERED + PAGE + reserve);
        }
    }

    @Test
    void aBufferThatStaysFullLeavesEveryShardItsShareOfTheReserve() {
        Intake few = new Intake(4, Intake.BUFFERED, PAGE);
        Intake many = new Intake(1_000, Intake.BUFFERED, PAGE);

        assertThat(few.limit(0, 0, Intake.PATIENCE)).isEqualTo(Intake.RESERVED / 4);
        assertThat(many.limit(0, 0, Intake.PATIENCE)).isEqualTo(Intake.RESERVED_EACH);
        assertThat(few.limit(1, 1, Intake.PATIENCE)).isZero();
        assertThat(few.limit(0, 0, Intake.PATIENCE - 1)).isZero();
    }

    @Test
    void aShardHeldUpByOneRecordIsNotReadForEver() {
        assertThat(new Intake(1, 1, PAGE).limit(1, Intake.WINDOW, 0)).isZero();
    }
}
