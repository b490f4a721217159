package assignmentmailer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.net.ConnectException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class StartPatienceTest {
    private static final Duration SHORT = Duration.ofMillis(1);

    @Test
    void waitsForWhatIsOutOfReachAndSaysSo() {
        AtomicInteger calls = new AtomicInteger();
        try (LogLines log = new LogLines(StartPatience.class)) {
            new StartPatience(SHORT, () -> true).run("assignments[0].url", () -> {
                if (calls.incrementAndGet() < 3) {
                    throw new ConnectException("Connection refused");
                }
            });

            assertThat(calls).hasValue(3);
            assertThat(log.warnings())
                    .hasSize(2)
                    .allMatch(line -> line.startsWith("assignments[0].url: the start waits and tries again in")
                            && line.endsWith("Connection refused"));
        }
    }

    @Test
    void passesOnWhatIsWrong() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new StartPatience(SHORT, () -> true).run("assignments[0].url", () -> {
                    throw new IllegalArgumentException("missing");
                }))
                .withMessage("missing");
    }

    @Test
    void givesUpWhenTheServiceIsToldToStop() {
        assertThatExceptionOfType(IllegalStateException.class)
                .isThrownBy(() -> new StartPatience(Duration.ofHours(1), () -> false).run("assignments[0].url", () -> {
                    throw new IOException("S3 responds with status 503");
                }));
    }
}
