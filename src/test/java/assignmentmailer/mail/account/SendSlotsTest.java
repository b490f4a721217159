package assignmentmailer.mail.account;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class SendSlotsTest {
    private static final long DAY = 86_400_000_000_000L;

    /** On the wall clock, with a monotonic clock of its own for each copy. */
    @Property(seed = "15")
    void theSlotsOfAllCopiesFollowEachOther(
            @ForAll @IntRange(min = 2, max = 20) int copies,
            @ForAll @LongRange(min = 1_000_000, max = 10_000_000_000L) long length,
            @ForAll @LongRange(min = 0, max = DAY) long wall,
            @ForAll List<Long> offsets) {
        List<Long> begins = IntStream.range(0, copies)
                .mapToObj(copy -> {
                    long offset = offsets.isEmpty() ? 0 : offsets.get(copy % offsets.size());
                    return new SendSlots(length, copy, copies, offset).next(wall - offset) + offset;
                })
                .sorted(Comparator.naturalOrder())
                .toList();

        assertThat(begins.get(0)).isBetween(wall, wall + length - 1);
        assertThat(begins)
                .containsExactlyElementsOf(LongStream.range(0, copies)
                        .mapToObj(slot -> begins.get(0) + slot * length)
                        .toList());
    }

    @Test
    void anOnlyCopySendsAtAnyTime() {
        assertThat(LongStream.of(-7, 0, 123, DAY).map(SendSlots.ANY::next)).containsExactly(-7L, 0L, 123L, DAY);
    }
}
