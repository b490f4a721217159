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
            @ForAll @IntRange(min = 1, max = 50) int shards, @ForAll Random random) {
        int[] pending = new int[shards];
        int buffered = 0;

        for (int poll = 0; poll < 500; poll++) {
            int shard = random.nextInt(shards);
            int read = Intake.limit(buffered, pending[shard], random.nextInt(10), pending[shard], PAGE);
            pending[shard] += read;
            buffered += read;

            assertThat(buffered).isLessThanOrEqualTo(Intake.BUFFERED + PAGE + shards * Intake.RESERVED);
        }
    }

    @Test
    void aBufferThatStaysFullLeavesEveryShardALittle() {
        assertThat(Intake.limit(Intake.BUFFERED, 0, Intake.PATIENCE - 1, 0, PAGE))
                .isZero();
        assertThat(Intake.limit(Intake.BUFFERED, 0, Intake.PATIENCE, 0, PAGE)).isEqualTo(Intake.RESERVED);
        assertThat(Intake.limit(Intake.BUFFERED, 1, Intake.PATIENCE, 1, PAGE)).isZero();
    }

    @Test
    void aShardHeldUpByOneRecordIsNotReadForEver() {
        assertThat(Intake.limit(1, 1, 0, Intake.WINDOW, PAGE)).isZero();
    }
}
