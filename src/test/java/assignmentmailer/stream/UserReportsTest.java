package assignmentmailer.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import assignmentmailer.stream.sim.ManualClock;
import assignmentmailer.stream.sim.ScriptedFaults;
import assignmentmailer.stream.sim.SimulatedTable;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.camel.health.HealthCheck;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.model.Record;

/** Problems that users reported of other stream readers, one test per report. */
class UserReportsTest {
    private final ManualClock clock = new ManualClock(Instant.parse("2026-01-01T00:00:30Z"));
    private final SimulatedTable table = new SimulatedTable("candidates", clock);
    private final ScriptedFaults faults = new ScriptedFaults();
    private final String stateTable = "state-" + System.nanoTime();

    @Test
    void expiredIteratorRetriedForEver() throws Exception {
        table.enableStream(1);
        try (ConsumerUnderTest instance = instance().start()) {
            awaitPolls(instance, 2);

            clock.advance(Duration.ofMinutes(20));
            table.write(10);

            awaitDelivered(instance, table.written());
        }
    }

    @Test
    void shardDeletedWhileItsIteratorWasExpiredEndlessResourceNotFound() throws Exception {
        table.enableStream(1);
        try (ConsumerUnderTest instance = instance().start()) {
            awaitPolls(instance, 2);

            synchronized (table) {
                table.roll(1);
                clock.advance(Duration.ofHours(25));
                table.write(10);
            }

            awaitDelivered(instance, table.written());
            assertThat(instance.meters().get("ddbstream.gaps").counter().count())
                    .isEqualTo(1);
        }
    }

    @Test
    void checkpointAtTheHighestInsteadOfTheContiguousAcknowledgement() throws Exception {
        table.enableStream(1).write(10);
        String stuck = table.written().get(2);
        ConsumerUnderTest first = instance()
                .route(exchange -> {
                    if (exchange.getMessage().getBody(Record.class).eventID().equals(stuck)) {
                        throw new IllegalStateException("Fails always");
                    }
                })
                .start();
        await().until(() -> first.delivered().size() == 9);
        first.close();

        try (ConsumerUnderTest second = instance().start()) {
            await().until(() -> second.delivered().contains(stuck));

            assertThat(second.delivered())
                    .doesNotContainAnyElementsOf(table.written().subList(0, 2));
        }
    }

    @Test
    void latestAppliedToTheChildrenOfARotation() throws Exception {
        table.enableStream(2);
        try (ConsumerUnderTest instance = instance().fromLatest().start()) {
            awaitPolls(instance, 2);

            synchronized (table) {
                table.roll(2);
                table.write(40);
            }

            awaitDelivered(instance, table.written());
        }
    }

    @Test
    void runningButDeadForDays() throws Exception {
        table.enableStream(1);
        try (ConsumerUnderTest instance = instance().start()) {
            await().until(() -> health(instance) == HealthCheck.State.UP);

            faults.failEach(1, "GetRecords", ScriptedFaults::networkDown);
            await().until(() -> health(instance) == HealthCheck.State.DOWN);
            faults.clear();

            await().until(() -> health(instance) == HealthCheck.State.UP);
        }
    }

    @Test
    void checkpointOlderThan24HoursAndTheReaderNeverRecovers() throws Exception {
        table.enableStream(1).write(10);
        try (ConsumerUnderTest first = instance().start()) {
            awaitDelivered(first, table.written());
        }
        table.write(10);
        clock.advance(Duration.ofHours(30));
        List<String> left = table.write(10);

        try (ConsumerUnderTest second = instance().start()) {
            awaitDelivered(second, left);
            assertThat(second.consumer().getHealthCheck().call().getMessage().orElseThrow())
                    .contains("may be lost");
        }
    }

    @Test
    void oneFailingShardDiscardingAWholeDiscoveryOf684() throws Exception {
        table.enableStream(684).write(684);
        String failing = table.openShards().get(341);
        faults.failEach(1, "GetShardIterator " + failing, ScriptedFaults::networkDown);
        List<String> others = table.written().stream()
                .filter(key -> !key.equals(table.written().get(341)))
                .toList();

        try (ConsumerUnderTest instance = instance().start()) {
            awaitDelivered(instance, others);
            faults.clear();

            awaitDelivered(instance, table.written());
        }
    }

    @Test
    void closedShardsSkipped() throws Exception {
        table.enableStream(1).write(1_500);
        table.roll(2);
        table.write(100);
        table.roll(1);

        try (ConsumerUnderTest instance = instance().pageSize(100).start()) {
            awaitDelivered(instance, table.written());
        }
    }

    private ConsumerUnderTest.Builder instance() {
        return ConsumerUnderTest.of(table).stateTable(stateTable).faults(faults);
    }

    private static HealthCheck.State health(ConsumerUnderTest instance) {
        return instance.consumer().getHealthCheck().call().getState();
    }

    private static void awaitPolls(ConsumerUnderTest instance, int count) {
        Set<String> shards = ConcurrentHashMap.newKeySet();
        await().until(() -> {
            instance.streams().polls().forEach((shard, polls) -> {
                if (polls.size() >= count) {
                    shards.add(shard);
                }
            });
            return shards.size() == instance.consumerOpenShards();
        });
    }

    private static void awaitDelivered(ConsumerUnderTest instance, List<String> keys) {
        await().untilAsserted(() -> assertThat(instance.delivered()).containsExactlyInAnyOrderElementsOf(keys));
    }
}
