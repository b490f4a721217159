package assignmentmailer.copies;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CopyWatchTest {
    private static final long SECOND = Duration.ofSeconds(1).toNanos();

    private final CopyWatch watch = new CopyWatch(Duration.ofSeconds(1));

    private void sees(long renewals, long now) {
        watch.observe(Map.of("other", new CopyLease(renewals, 10)), now);
    }

    @Test
    void aLeaseThatChangesIsAliveHoweverItWasCounted() {
        sees(1_000, 0);
        sees(1, SECOND);

        assertThat(watch.alive(2 * SECOND)).containsOnlyKeys("other");
        assertThat(watch.ended(2 * SECOND)).isEmpty();
    }

    @Test
    void aLeaseObservedUnchangedForItsDurationHasEnded() {
        sees(1, 0);
        sees(1, SECOND);
        assertThat(watch.alive(SECOND)).isNotEmpty();

        assertThat(watch.alive(SECOND + 1)).isEmpty();
        assertThat(watch.ended(SECOND + 1)).containsOnlyKeys("other");
    }

    @Test
    void aLeaseFromBeforeThisProcessIsAliveUntilItWasObservedLongEnough() {
        sees(1, 100 * SECOND);

        assertThat(watch.alive(101 * SECOND)).isNotEmpty();
        assertThat(watch.alive(102 * SECOND)).isEmpty();
    }

    @Test
    void aLeaseThatWasRemovedIsForgotten() {
        sees(1, 0);

        watch.observe(Map.of(), SECOND / 2);

        assertThat(watch.alive(SECOND / 2)).isEmpty();
        assertThat(watch.ended(5 * SECOND)).isEmpty();
    }
}
