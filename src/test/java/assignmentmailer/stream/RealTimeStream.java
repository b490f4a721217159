package assignmentmailer.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import assignmentmailer.stream.delivery.RecordDispatcher;
import assignmentmailer.stream.sim.ManualClock;
import assignmentmailer.stream.sim.ScriptedFaults;
import assignmentmailer.stream.sim.SimulatedTable;
import java.time.Instant;
import java.util.List;
import org.apache.camel.Exchange;
import org.apache.camel.health.HealthCheck;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.core.config.Configurator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import software.amazon.awssdk.services.dynamodb.model.Record;

/** A table with a stream that tests write to, and consumers that read it in real time; they wait more than they work. */
@Execution(ExecutionMode.CONCURRENT)
abstract class RealTimeStream {
    @BeforeAll
    static void sayLittleOfFailuresOnPurpose() {
        Configurator.setLevel(RecordDispatcher.class.getName(), Level.ERROR);
    }

    @AfterAll
    static void sayAllAgain() {
        Configurator.setLevel(RecordDispatcher.class.getName(), Level.INFO);
    }

    final ManualClock clock = new ManualClock(Instant.parse("2026-01-01T00:00:30Z"));
    final SimulatedTable table = new SimulatedTable("candidates", clock);
    final ScriptedFaults faults = new ScriptedFaults();
    final String stateTable = "state-" + System.nanoTime();

    ConsumerUnderTest.Builder instance() {
        return ConsumerUnderTest.of(table).stateTable(stateTable).faults(faults);
    }

    static String id(Exchange exchange) {
        return exchange.getMessage().getBody(Record.class).eventID();
    }

    static HealthCheck.State health(ConsumerUnderTest instance) {
        return instance.consumer().getHealthCheck().call().getState();
    }

    static double gauge(ConsumerUnderTest instance, String name) {
        return instance.meters().get(name).gauge().value();
    }

    static void awaitDelivered(ConsumerUnderTest instance, List<String> keys) {
        await().untilAsserted(() -> assertThat(instance.delivered()).containsExactlyInAnyOrderElementsOf(keys));
    }
}
