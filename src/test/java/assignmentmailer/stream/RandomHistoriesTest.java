package assignmentmailer.stream;

import static org.assertj.core.api.Assertions.assertThat;

import assignmentmailer.stream.delivery.RecordDispatcher;
import java.util.List;
import java.util.Objects;
import java.util.stream.LongStream;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.core.config.Configurator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Random histories of everything that the simulator supports: in the end every record is delivered, or trimmed and
 * reported as a gap.
 *
 * <p>{@code -Dhistories=20000} plays more histories, {@code -Dhistories.from=17 -Dhistories=1} a failed one; the same
 * seed always plays the same history.
 */
@Tag("slow")
class RandomHistoriesTest {
    private static final long FROM = Long.getLong("histories.from", 1);
    private static final int COUNT = Integer.getInteger("histories", 200);

    @BeforeAll
    static void sayLittleOfFailuresOnPurpose() {
        Configurator.setAllLevels("assignmentmailer.stream", Level.OFF);
        Configurator.setLevel(RecordDispatcher.class.getName(), Level.OFF);
    }

    @AfterAll
    static void sayAllAgain() {
        Configurator.setAllLevels("assignmentmailer.stream", Level.INFO);
        Configurator.setLevel(RecordDispatcher.class.getName(), Level.INFO);
    }

    @Test
    void whileNothingIsTrimmedEveryRecordIsDeliveredAndNoGapIsTold() {
        assertThat(play(false)).isEmpty();
    }

    @Test
    void whereADayPassesUnreadEveryRecordIsDeliveredOrAGapIsTold() {
        assertThat(play(true)).isEmpty();
    }

    private static List<String> play(boolean longOutages) {
        // Histories that span days take longer to play.
        int count = longOutages ? Math.max(1, COUNT / 4) : COUNT;
        return LongStream.range(FROM, FROM + count)
                .mapToObj(seed -> new RandomHistory(seed, longOutages).play())
                .filter(Objects::nonNull)
                .toList();
    }
}
