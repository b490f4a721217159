package assignmentmailer.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import assignmentmailer.stream.sim.ScriptedFaults;
import assignmentmailer.stream.sim.SimulatedTable;
import org.apache.camel.health.HealthCheck;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import software.amazon.awssdk.services.dynamodb.model.StreamViewType;

/** What stops a start, and what it waits for. */
class StreamStartTest extends RealTimeStream {
    @Test
    void aMissingTableFailsTheStartAndIsNamed() {
        SimulatedTable missing = new SimulatedTable("missing", clock);
        ScriptedFaults noTable = new ScriptedFaults();
        noTable.failEach(1, "DescribeTable", ScriptedFaults::notFound);

        assertThatThrownBy(() -> ConsumerUnderTest.of(missing).faults(noTable).start())
                .hasMessageContainingAll("'missing'", "does not exist", "candidates.table");
    }

    @Test
    void aTableWithoutAStreamFailsTheStartAndIsNamed() {
        assertThatThrownBy(() -> instance().start())
                .hasMessageContainingAll("'candidates'", "no stream enabled", "NEW_AND_OLD_IMAGES");
    }

    @ParameterizedTest
    @EnumSource(
            value = StreamViewType.class,
            names = {"KEYS_ONLY", "OLD_IMAGE"})
    void aStreamWithoutTheNewImageFailsTheStart(StreamViewType viewType) {
        table.withViewType(viewType).enableStream(1);

        assertThatThrownBy(() -> instance().start())
                .hasMessageContainingAll("'candidates'", viewType.toString(), "NEW_AND_OLD_IMAGES");
    }

    @Test
    void aNetworkThatIsDownAtTheStartIsWaitedForAndTheServiceNotReadyMeanwhile() throws Exception {
        table.enableStream(1).write(10);
        faults.failEach(1, "Describe", ScriptedFaults::networkDown);

        try (ConsumerUnderTest instance = instance().start()) {
            assertThat(health(instance)).isEqualTo(HealthCheck.State.DOWN);
            faults.clear();

            awaitDelivered(instance, table.written());
            assertThat(health(instance)).isEqualTo(HealthCheck.State.UP);
        }
    }

    @Test
    void aStateTableThatCannotBeUsedYetIsWaitedForHoweverItIsRefused() throws Exception {
        table.enableStream(1).write(10);
        faults.failNext(1, "DescribeTable state-", ScriptedFaults::networkDown);
        faults.failNext(3, "DescribeTable state-", ScriptedFaults::denied);

        try (ConsumerUnderTest instance = instance().start()) {
            assertThat(health(instance)).isEqualTo(HealthCheck.State.DOWN);

            awaitDelivered(instance, table.written());
        }
    }

    @Test
    void aStateTableThatIsRefusedFailsTheStartAndIsNamed() {
        table.enableStream(1);
        faults.failEach(1, "DescribeTable state-", ScriptedFaults::denied);

        assertThatThrownBy(() -> instance().start())
                .hasMessageContainingAll("'" + stateTable + "'", "dynamodb:DescribeTable");
    }
}
