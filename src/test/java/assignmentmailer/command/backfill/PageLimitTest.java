package assignmentmailer.command.backfill;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PageLimitTest {
    @Test
    void growsFromOneItemToItsShareOfTheUnits() {
        PageLimit limit = new PageLimit(12.5, Long.MAX_VALUE);

        assertThat(limit.items()).isEqualTo(1);
        for (int page = 0; page < 20; page++) {
            limit.learn(limit.items(), limit.items() * 0.0625, limit.items());
        }

        assertThat(limit.items()).isEqualTo(200);
        assertThat(limit.units()).isEqualTo(12.5);
    }

    @Test
    void asksForNoMoreThanFitsIntoTheHeap() {
        PageLimit limit = new PageLimit(Double.POSITIVE_INFINITY, 2_000_000);

        for (int page = 0; page < 20; page++) {
            limit.learn(limit.items(), limit.items() * 0.05, limit.items() * 100_000L);
        }

        assertThat(limit.items()).isEqualTo(20);
        assertThat(limit.bytes()).isEqualTo(4_000_000);
    }

    @Test
    void aPageOfLargerItemsShortensTheNextAtOnce() {
        PageLimit limit = new PageLimit(Double.POSITIVE_INFINITY, 2_000_000);
        for (int page = 0; page < 20; page++) {
            limit.learn(limit.items(), 1, limit.items() * 1_000L);
        }

        limit.learn(3, 100, 3_000_000);

        assertThat(limit.items()).isEqualTo(2);
    }

    @Test
    void reservesTheLargestItemWhileSizesAreUnknownAndLearnsNothingFromAnEmptyPage() {
        PageLimit limit = new PageLimit(12.5, 2_000_000);

        limit.learn(0, 0.5, 0);

        assertThat(limit.items()).isEqualTo(1);
        assertThat(limit.bytes()).isEqualTo(40_000_000);
    }
}
