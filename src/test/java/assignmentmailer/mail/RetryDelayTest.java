package assignmentmailer.mail;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RetryDelayTest {
    private final RetryDelay delay = new RetryDelay(Duration.ofMillis(500), Duration.ofSeconds(30));

    @ParameterizedTest
    @CsvSource({"1, 500", "2, 1000", "6, 16000", "7, 30000", "1000000, 30000"})
    void doublesUpToItsLimit(int failures, long millis) {
        assertThat(delay.after(failures, 0)).isEqualTo(Duration.ofMillis(millis));
    }

    @Test
    void isShorterWhileMailingIsHeldSoThatTheMailIsThereWhenItResumes() {
        RetryPolicy policy = new RetryPolicy(10, delay, Duration.ofSeconds(5));

        assertThat(policy.delayAfter(7, true, 0)).isEqualTo(Duration.ofSeconds(5));
        assertThat(policy.delayAfter(1, true, 0)).isEqualTo(Duration.ofMillis(500));
        assertThat(policy.delayAfter(7, false, 0)).isEqualTo(Duration.ofSeconds(30));
    }

    @Test
    void isShortenedByUpToAFifth() {
        assertThat(delay.after(1, 1)).isEqualTo(Duration.ofMillis(400));
    }
}
