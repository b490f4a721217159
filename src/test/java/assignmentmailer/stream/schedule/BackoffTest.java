package assignmentmailer.stream.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class BackoffTest {
    private final Backoff backoff = new Backoff(Duration.ofSeconds(1), Duration.ofMinutes(1));

    @Test
    void doublesToItsLongest() {
        assertThat(backoff.after(1, 0)).isEqualTo(Duration.ofSeconds(1));
        assertThat(backoff.after(2, 0)).isEqualTo(Duration.ofSeconds(2));
        assertThat(backoff.after(7, 0)).isEqualTo(Duration.ofMinutes(1));
        assertThat(backoff.after(Integer.MAX_VALUE, 0)).isEqualTo(Duration.ofMinutes(1));
    }

    @Test
    void jitterTakesAHalfAtMost() {
        assertThat(backoff.after(3, 0.5)).isEqualTo(Duration.ofSeconds(3));
        assertThat(backoff.after(3, 1)).isEqualTo(Duration.ofSeconds(2));
    }
}
