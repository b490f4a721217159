package assignmentmailer.command.backfill;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The pace in virtual time, with as many segments as a scan has, each of whose pages consumes what it happens to. */
class ReadPaceTest {
    private static final double PER_SECOND = 50;
    private static final Duration LASTING = Duration.ofSeconds(120);

    private final Random dice = new Random(16);

    /** Near the overflow, as System.nanoTime() may be. */
    private long now = Long.MAX_VALUE - Duration.ofSeconds(60).toNanos();

    private long waited;

    private final ReadPace pace = new ReadPace(PER_SECOND, () -> now, time -> waited += time.toNanos());

    /** A page that ended so long after the start and consumed so much. */
    private record Page(Duration at, double units) {}

    /** A segment whose next page is asked for at a time. */
    private static final class Segment {
        private final PageLimit limit = new PageLimit(PER_SECOND / TableScan.SEGMENTS, Long.MAX_VALUE);
        private long next;

        Segment(long next) {
            this.next = next;
        }
    }

    private List<Page> scan(double mostUnitsEach) throws InterruptedException {
        long start = now;
        List<Segment> segments = IntStream.range(0, TableScan.SEGMENTS)
                .mapToObj(i -> new Segment(start + i))
                .toList();
        List<Page> pages = new ArrayList<>();
        while (now - start < LASTING.toNanos()) {
            Segment segment = segments.stream()
                    .min(Comparator.comparingLong(one -> one.next - start))
                    .orElseThrow();
            now = segment.next;
            pages.add(page(segment, mostUnitsEach, start));
        }
        return pages;
    }

    private Page page(Segment segment, double mostUnitsEach, long start) throws InterruptedException {
        waited = 0;
        double expected = segment.limit.units();
        pace.await(expected);
        int items = segment.limit.items();
        double units = IntStream.range(0, items)
                .mapToDouble(i -> dice.nextDouble() * mostUnitsEach)
                .sum();
        segment.limit.learn(items, units, items);
        pace.settle(expected, units);
        segment.next = now + waited + Duration.ofMillis(5 + dice.nextInt(50)).toNanos();
        return new Page(Duration.ofNanos(segment.next - start), units);
    }

    /** An item has 400 KB at most, 50 units. */
    @ParameterizedTest
    @ValueSource(doubles = {0.1, 1, 5, 50})
    void anyTenSecondsConsumeWhatIsAllowedWithinATenth(double mostUnitsEach) throws InterruptedException {
        List<Page> pages = scan(mostUnitsEach);

        double largestPage = mostUnitsEach * 2;
        for (int from = 2; from <= 108; from++) {
            Duration begin = Duration.ofSeconds(from);
            double units = pages.stream()
                    .filter(page -> page.at().compareTo(begin) >= 0 && page.at().compareTo(begin.plusSeconds(10)) < 0)
                    .mapToDouble(Page::units)
                    .sum();
            assertThat(units).as("from second %d", from).isBetween(450 - largestPage, 550 + largestPage);
        }
        assertThat(pages.stream().mapToDouble(Page::units).sum()).isBetween(0.9 * 50 * 120, 1.1 * 50 * 120);
    }

    @Test
    void aTimeWithoutReadsIsMadeUpForByNoMoreThanASecond() throws InterruptedException {
        now += Duration.ofMinutes(5).toNanos();

        pace.await(50);
        pace.await(50);
        pace.await(50);

        assertThat(Duration.ofNanos(waited)).isEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void withoutALimitNothingWaits() throws InterruptedException {
        ReadPace unlimited = new ReadPace(0, () -> now, time -> waited += time.toNanos());

        for (int i = 0; i < 1_000; i++) {
            unlimited.await(128);
            unlimited.settle(128, 200);
        }

        assertThat(waited).isZero();
    }
}
