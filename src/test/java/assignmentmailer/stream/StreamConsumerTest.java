package assignmentmailer.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import assignmentmailer.stream.sim.ManualClock;
import assignmentmailer.stream.sim.SimulatedTable;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class StreamConsumerTest {
    private final ManualClock clock = new ManualClock(Instant.parse("2026-01-01T00:00:00Z"));
    private final SimulatedTable table = new SimulatedTable("candidates", clock).enableStream(1);

    @Test
    void deliversWhatTheStreamHolds() throws Exception {
        table.write(250);

        try (Instance instance = Instance.of(table).start()) {
            await().untilAsserted(() ->
                    assertThat(instance.delivered()).containsExactlyInAnyOrderElementsOf(table.written()));
        }
    }
}
