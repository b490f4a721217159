package assignmentmailer.stream.reading;

import static org.assertj.core.api.Assertions.assertThat;

import assignmentmailer.LogLines;
import assignmentmailer.stream.sim.VirtualTime;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class GapReporterTest {
    private static final Instant FROM = Instant.parse("2026-01-01T10:00:00Z");
    private static final Instant TO = Instant.parse("2026-01-01T12:00:00Z");

    private final VirtualTime time = new VirtualTime(TO, 1);
    private final AtomicInteger reports = new AtomicInteger();
    private final GapReporter gaps = new GapReporter(time, Duration.ofHours(1), reports::incrementAndGet);

    @Test
    void namesTheShardAndBothEndsInTheLogInHealthAndAsAMetric() {
        try (LogLines log = new LogLines(GapReporter.class)) {
            gaps.report("shard-7", FROM, TO);

            assertThat(log.warnings())
                    .singleElement()
                    .asString()
                    .contains("shard-7", "from 2026-01-01T10:00:00Z", "to 2026-01-01T12:00:00Z");
        }
        assertThat(gaps.recent()).get().asString().contains("shard-7", "may be lost");
        assertThat(reports.get()).isEqualTo(1);
    }

    @Test
    void isToldOfForItsTimeOnly() {
        gaps.report("shard-7", FROM, TO);

        time.pass(Duration.ofMinutes(59));
        assertThat(gaps.recent()).isPresent();
        time.pass(Duration.ofMinutes(2));

        assertThat(gaps.recent()).isEmpty();
    }
}
