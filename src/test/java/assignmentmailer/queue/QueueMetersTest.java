package assignmentmailer.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The gauges of the queue. */
class QueueMetersTest {
    private static final Instant NOW = Instant.parse("2026-11-25T12:00:00Z");

    private final MeterRegistry registry = new SimpleMeterRegistry();
    private final MessagesInFlight inFlight = new MessagesInFlight(() -> NOW);
    private final QueueMeters meters = new QueueMeters(() -> Optional.of(registry), "candidates", inFlight);

    @BeforeEach
    void start() {
        meters.start();
    }

    @Test
    void showsHowLongTheQueueStillKeepsTheOldestMessage() {
        meters.keeps(Duration.ofHours(96));
        inFlight.add("old", NOW.minus(Duration.ofHours(92)));
        inFlight.add("new", NOW.minus(Duration.ofHours(1)));

        assertThat(gauge("queue.age.seconds")).isEqualTo(92 * 3600);
        assertThat(gauge("queue.retention.left.seconds")).isEqualTo(4 * 3600);
    }

    @Test
    void showsTheRetentionWithoutAMessageAndZeroForOneThatTheQueueMayHaveForgotten() {
        meters.keeps(Duration.ofHours(1));
        assertThat(gauge("queue.retention.left.seconds")).isEqualTo(3600);

        inFlight.add("forgotten", NOW.minus(Duration.ofHours(2)));

        assertThat(gauge("queue.retention.left.seconds")).isZero();
    }

    @Test
    void showsNoTimeLeftBeforeTheQueueIsFound() {
        assertThat(gauge("queue.retention.left.seconds")).isNaN();
    }

    private double gauge(String name) {
        return registry.get(name).gauge().value();
    }
}
