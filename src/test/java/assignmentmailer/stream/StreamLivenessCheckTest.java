package assignmentmailer.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.camel.health.HealthCheck;
import org.junit.jupiter.api.Test;

/** What Camel is told of a reader, and as which of its two kinds of checks. */
class StreamLivenessCheckTest {
    @Test
    void isDownOnceTheReaderIsDeadAndSaysWhatHelps() {
        AtomicBoolean dead = new AtomicBoolean();
        StreamLivenessCheck check = new StreamLivenessCheck("reader:in", dead::get);
        assertThat(check.call().getState()).isEqualTo(HealthCheck.State.UP);

        dead.set(true);

        assertThat(check.call().getState()).isEqualTo(HealthCheck.State.DOWN);
        assertThat(check.call().getMessage().orElseThrow()).contains("restart the service");
    }

    /** Whoever restarts what is not live does not restart what is only not ready. */
    @Test
    void livenessAndReadinessAreNeverTakenForOneAnother() {
        StreamLivenessCheck liveness = new StreamLivenessCheck("reader:in", () -> false);
        StreamHealthCheck readiness = new StreamHealthCheck("consumer:in", List::of);

        assertThat(liveness.isLiveness()).isTrue();
        assertThat(liveness.isReadiness()).isFalse();
        assertThat(readiness.isLiveness()).isFalse();
        assertThat(readiness.isReadiness()).isTrue();
    }
}
