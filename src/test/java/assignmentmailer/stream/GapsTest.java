package assignmentmailer.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import assignmentmailer.LogLines;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class GapsTest {
    private final MeterRegistry registry = new SimpleMeterRegistry();
    private final StreamMeters meters = new StreamMeters(registry, "candidates");

    @Test
    void namesTheShardAndBothEndsInTheLogInHealthAndAsAMetric() {
        Gaps gaps = new Gaps(meters, Duration.ofHours(1));

        try (LogLines log = new LogLines(Gaps.class)) {
            gaps.report("shard-7", "123", "456");

            assertThat(log.warnings()).singleElement().asString().contains("shard-7", "after 123", "before 456");
        }
        assertThat(gaps.recent()).get().asString().contains("shard-7", "after 123", "before 456");
        assertThat(registry.get("ddbstream.gaps").counter().count()).isEqualTo(1);
    }

    @Test
    void isToldOfForItsTimeOnly() {
        Gaps gaps = new Gaps(meters, Duration.ofMillis(1));

        gaps.report("shard-7", "123", "456");

        await().until(() -> gaps.recent().isEmpty());
    }
}
