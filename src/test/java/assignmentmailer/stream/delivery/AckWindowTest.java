package assignmentmailer.stream.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import assignmentmailer.stream.checkpoint.SequenceNumber;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class AckWindowTest {
    private static final String SEED = "42";

    @Property(seed = SEED)
    void acknowledgesExactlyTheContiguousPrefixOfWhatIsDone(
            @ForAll @IntRange(min = 1, max = 200) int size, @ForAll Random random) {
        AckWindow window = new AckWindow();
        List<AckWindow.Entry> entries = append(window, size);
        List<AckWindow.Entry> order = new ArrayList<>(entries);
        Collections.shuffle(order, random);
        boolean[] done = new boolean[size];

        for (AckWindow.Entry entry : order) {
            window.done(entry, 0);
            done[entries.indexOf(entry)] = true;

            assertThat(window.acknowledged()).isEqualTo(endOfPrefix(entries, done));
        }
        assertThat(window.pending()).isZero();
        assertThat(window.size()).isZero();
    }

    @Property(seed = SEED)
    void neverAcknowledgesPastARecordThatFails(
            @ForAll @IntRange(min = 2, max = 100) int size, @ForAll @IntRange(max = 99) int place) {
        AckWindow window = new AckWindow();
        List<AckWindow.Entry> entries = append(window, size);
        int failing = place % size;

        entries.stream().filter(entry -> entry != entries.get(failing)).forEach(entry -> window.done(entry, 0));

        assertThat(window.acknowledged())
                .isEqualTo(failing == 0 ? null : entries.get(failing - 1).sequenceNumber());
        assertThat(window.pending()).isEqualTo(1);
        assertThat(window.size()).isEqualTo(size - failing);
    }

    @Test
    void tellsHowManyRecordsAreAcknowledgedByTheEndOfOne() {
        AckWindow window = new AckWindow();
        List<AckWindow.Entry> entries = append(window, 2);

        assertThat(window.done(entries.get(1), 0)).isZero();
        assertThat(window.done(entries.get(0), 0)).isEqualTo(2);
        assertThat(window.done(entries.get(0), 0)).isZero();
    }

    @Test
    void tellsSinceWhenTheOldestRecordHasBeenTheOldest() {
        AckWindow window = new AckWindow();
        AckWindow.Entry first = entry("1");
        window.append(List.of(first), 10);
        AckWindow.Entry second = entry("2");
        window.append(List.of(second), 20);
        AckWindow.Entry third = entry("3");
        window.append(List.of(third), 30);

        window.done(second, 40);
        assertThat(window.oldest()).contains(first);
        assertThat(window.oldestSince()).isEqualTo(10);
        window.done(first, 50);

        assertThat(window.oldest()).contains(third);
        assertThat(window.oldestSince()).isEqualTo(50);
    }

    private static List<AckWindow.Entry> append(AckWindow window, int size) {
        List<AckWindow.Entry> entries = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            entries.add(entry(Integer.toString(i + 95)));
        }
        window.append(entries, 0);
        return entries;
    }

    private static AckWindow.Entry entry(String sequenceNumber) {
        return new AckWindow.Entry(new SequenceNumber(sequenceNumber), Instant.EPOCH);
    }

    private static @Nullable SequenceNumber endOfPrefix(List<AckWindow.Entry> entries, boolean[] done) {
        SequenceNumber end = null;
        for (int i = 0; i < done.length && done[i]; i++) {
            end = entries.get(i).sequenceNumber();
        }
        return end;
    }
}
