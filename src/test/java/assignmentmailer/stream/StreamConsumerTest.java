package assignmentmailer.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import assignmentmailer.stream.delivery.RecordDispatcher;
import assignmentmailer.stream.sim.ManualClock;
import assignmentmailer.stream.sim.ScriptedFaults;
import assignmentmailer.stream.sim.SimulatedTable;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.apache.camel.Exchange;
import org.apache.camel.component.aws2.ddbstream.Ddb2StreamConstants;
import org.apache.camel.health.HealthCheck;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.core.config.Configurator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import software.amazon.awssdk.services.dynamodb.model.Record;
import software.amazon.awssdk.services.dynamodb.model.StreamViewType;

/** Tests run concurrently, since they mostly wait. */
@Execution(ExecutionMode.CONCURRENT)
class StreamConsumerTest {
    /** The small records that the reader buffers while the route is blocked. */
    private static final int MOST_POLLS_A_SECOND = 5;

    private static final int BUFFERED = 4_000;

    @BeforeAll
    static void sayLittleOfFailuresOnPurpose() {
        Configurator.setLevel(RecordDispatcher.class.getName(), Level.ERROR);
    }

    @AfterAll
    static void sayAllAgain() {
        Configurator.setLevel(RecordDispatcher.class.getName(), Level.INFO);
    }

    private final ManualClock clock = new ManualClock(Instant.parse("2026-01-01T00:00:30Z"));
    private final SimulatedTable table = new SimulatedTable("candidates", clock);
    private final ScriptedFaults faults = new ScriptedFaults();
    private final String stateTable = "state-" + System.nanoTime();

    @Test
    void theExchangeHasTheShapeThatCamelGivesIt() throws Exception {
        table.enableStream(1).write(1);
        List<Exchange> exchanges = new ArrayList<>();

        try (ConsumerUnderTest instance =
                instance().route(exchange -> exchanges.add(exchange.copy())).start()) {
            awaitDelivered(instance, table.written());
        }

        assertThat(exchanges).singleElement().satisfies(exchange -> {
            assertThat(exchange.getMessage().getBody()).isInstanceOf(Record.class);
            assertThat(exchange.getMessage().getHeader(Ddb2StreamConstants.EVENT_ID))
                    .isEqualTo(table.written().get(0));
            assertThat(exchange.getMessage().getHeader(Ddb2StreamConstants.EVENT_SOURCE))
                    .isEqualTo("aws:dynamodb");
            assertThat(exchange.getMessage().getHeader("CamelAwsDdbStreamExpires", Instant.class))
                    .isEqualTo(Instant.parse("2026-01-02T00:00:30Z"));
            assertThat(exchange.getFromRouteId()).isEqualTo("under-test");
        });
    }

    @Test
    void aSlowRecordLeavesTheOtherPlacesBusy() throws Exception {
        table.enableStream(1).write(50);
        String slow = table.written().get(0);
        CountDownLatch release = new CountDownLatch(1);

        try (ConsumerUnderTest instance = instance()
                .pageSize(10)
                .concurrency(2)
                .route(exchange -> {
                    if (id(exchange).equals(slow)) {
                        release.await();
                    }
                })
                .start()) {
            await().until(() -> instance.delivered().size() == 49);
            release.countDown();

            awaitDelivered(instance, table.written());
        }
    }

    @Test
    void neverHasMoreInFlightThanThereArePlaces() throws Exception {
        table.enableStream(3).write(300);
        AtomicInteger inFlight = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();

        try (ConsumerUnderTest instance = instance()
                .concurrency(4)
                .route(exchange -> {
                    most.accumulateAndGet(inFlight.incrementAndGet(), Math::max);
                    Thread.yield();
                    inFlight.decrementAndGet();
                })
                .start()) {
            awaitDelivered(instance, table.written());
        }

        assertThat(most.get()).isBetween(1, 4);
    }

    @Test
    void whatWasRolledBackIsDeliveredAgain() throws Exception {
        table.enableStream(1).write(1);
        AtomicInteger deliveries = new AtomicInteger();

        try (ConsumerUnderTest instance = instance()
                .route(exchange -> exchange.setRollbackOnly(deliveries.incrementAndGet() < 3))
                .start()) {
            await().until(() -> deliveries.get() == 3);

            assertThat(instance.meters().get("ddbstream.redeliveries").counter().count())
                    .isEqualTo(2);
        }
    }

    @Test
    void aShardThatCannotBeReadStallsNoOther() throws Exception {
        table.enableStream(2).write(100);
        faults.failEach(1, "GetRecords " + table.openShards().get(0), ScriptedFaults::throttled);

        try (ConsumerUnderTest instance = instance().start()) {
            await().until(() -> instance.delivered().size() == 50);
            faults.clear();

            awaitDelivered(instance, table.written());
        }
    }

    @Test
    void aShardAllOfWhoseRecordsFailStallsNoOther() throws Exception {
        table.enableStream(2);
        Set<String> failing = ConcurrentHashMap.newKeySet();
        failing.addAll(everySecond(table.write(2 * BUFFERED)));

        try (ConsumerUnderTest instance = instance()
                .route(exchange -> {
                    if (failing.contains(id(exchange))) {
                        throw new IllegalStateException("Fails always");
                    }
                })
                .start()) {
            await().until(() -> gauge(instance, "ddbstream.records.buffered") >= BUFFERED);

            failing.addAll(everySecond(table.write(1_000)));

            await().until(() -> instance.delivered().size() == BUFFERED + 500);
        }
    }

    @Test
    void buffersLittleOfABigBacklogWhileTheRouteIsBlocked() throws Exception {
        table.enableStream(4).write(40_000);
        CountDownLatch release = new CountDownLatch(1);

        try (ConsumerUnderTest instance =
                instance().route(exchange -> release.await()).start()) {
            await().until(() -> gauge(instance, "ddbstream.records.buffered") >= BUFFERED);

            await().during(Duration.ofSeconds(1))
                    .until(() -> gauge(instance, "ddbstream.records.buffered") <= BUFFERED + 4_000);
            release.countDown();
        }
    }

    @Test
    void whileSuspendedNothingIsDeliveredAndTheServiceIsReady() throws Exception {
        table.enableStream(1);
        try (ConsumerUnderTest instance = instance().start()) {
            await().until(() -> health(instance) == HealthCheck.State.UP);
            instance.consumer().suspend();
            table.write(20_000);

            await().during(Duration.ofMillis(1_500))
                    .until(() -> instance.delivered().isEmpty() && health(instance) == HealthCheck.State.UP);
            assertThat(gauge(instance, "ddbstream.records.buffered")).isLessThanOrEqualTo(BUFFERED + 1_000);

            instance.consumer().resume();
            await().until(() -> instance.delivered().size() == 20_000);
        }
    }

    @Test
    void aCrashLosesNothing() throws Exception {
        table.enableStream(2).write(400);
        AtomicInteger seen = new AtomicInteger();
        ConsumerUnderTest first =
                instance().route(exchange -> seen.incrementAndGet()).start();
        await().until(() -> seen.get() > 100);
        first.crash();
        HashSet<String> all = new HashSet<>(first.delivered());

        try (ConsumerUnderTest second = instance().start()) {
            await().until(() -> {
                all.addAll(second.delivered());
                return all.containsAll(table.written());
            });
        }
    }

    @Test
    void twoInstancesLoseNothingAndEachGoesOnWithoutTheOther() throws Exception {
        table.enableStream(2).write(200);
        try (ConsumerUnderTest other = instance().start()) {
            try (ConsumerUnderTest one = instance().start()) {
                for (int i = 0; i < 5; i++) {
                    table.write(100);
                    table.roll(1);
                }
                await().until(() -> union(one, other).containsAll(table.written()));
            }
            List<String> alone = table.write(100);
            await().until(() -> other.delivered().containsAll(alone));
        }

        try (ConsumerUnderTest next = instance().start()) {
            awaitDelivered(next, table.write(10));
        }
    }

    @Test
    void writesNoMoreCheckpointsThanItMayAndNoneWhenIdle() throws Exception {
        table.enableStream(1).write(5_000);

        try (ConsumerUnderTest instance = instance()
                .timings(timings -> withCheckpointsEvery(timings, Duration.ofMinutes(1)))
                .start()) {
            awaitDelivered(instance, table.written());
            int marksAndOpenings = 2;
            int atOnce = 1;
            awaitPolls(instance, table.openShards().get(0), 20);

            assertThat(instance.dynamoDb().puts()).isLessThanOrEqualTo(marksAndOpenings + atOnce);
        }
    }

    @Test
    void aThrottledStateTableHoldsNothingUp() throws Exception {
        table.enableStream(1).write(100);
        try (ConsumerUnderTest instance = instance().start()) {
            awaitDelivered(instance, table.written());
            instance.dynamoDb().throttle(true);
            table.write(100);
            awaitDelivered(instance, table.written());
            instance.dynamoDb().throttle(false);
        }

        try (ConsumerUnderTest second = instance().start()) {
            List<String> late = table.write(1);

            awaitDelivered(second, late);
        }
    }

    @Test
    void aStopGivesAHangingStateTableUpWithCheckpointsStillUnwritten() throws Exception {
        int shards = 200;
        table.enableStream(shards).write(shards);
        ConsumerUnderTest instance = instance()
                .timings(timings -> withCheckpointsEvery(timings, Duration.ofMinutes(1)))
                .start();
        awaitDelivered(instance, table.written());
        instance.dynamoDb().hang(Duration.ofMillis(500));
        table.write(shards);
        awaitDelivered(instance, table.written());

        instance.close();

        assertThat(instance.dynamoDb().timedOut()).isBetween(1, shards - 1);
    }

    /** Approximate: a late thread makes a measured second look shorter; {@code PollScheduleTest} is exact. */
    @Test
    void pollsNoShardMoreThanFiveTimesASecond() throws Exception {
        table.enableStream(1).write(2_000);
        try (ConsumerUnderTest instance = instance().pageSize(100).start()) {
            awaitDelivered(instance, table.written());

            List<Long> polls = polls(instance);
            Duration elapsed = Duration.ofNanos(polls.get(polls.size() - 1) - polls.get(0));
            int seconds = (polls.size() - 1) / MOST_POLLS_A_SECOND;
            assertThat(seconds).isPositive();
            assertThat(elapsed).isGreaterThan(Duration.ofSeconds(seconds).minusMillis(500));
        }
    }

    @Test
    void theShardLeftOpenInADisabledStreamEndsToo() throws Exception {
        table.enableStream(1);
        try (ConsumerUnderTest instance = instance().start()) {
            table.write(10);
            table.replaceStreamLeavingShardsOpen(1);
            table.write(10);

            awaitDelivered(instance, table.written());
        }
    }

    @Test
    void goesOnFromAStreamThatIsGoneAndSaysSoOnce() throws Exception {
        table.enableStream(2).write(20);
        try (ConsumerUnderTest first = instance().start()) {
            awaitDelivered(first, table.written());
        }
        table.enableStream(1);
        table.forgetDisabledStreams();
        List<String> left = table.write(10);

        try (ConsumerUnderTest second = instance().start()) {
            awaitDelivered(second, left);

            assertThat(second.meters().get("ddbstream.gaps").counter().count()).isEqualTo(1);
        }
    }

    @Test
    void showsTheAgeOfTheOldestRecordThatIsNotDone() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        table.enableStream(1).write(1);

        try (ConsumerUnderTest instance =
                instance().route(exchange -> release.await()).start()) {
            await().until(() -> gauge(instance, "ddbstream.records.in.flight") == 1);
            clock.advance(Duration.ofSeconds(5));

            assertThat(gauge(instance, "ddbstream.age.seconds")).isEqualTo(5);
            assertThat(gauge(instance, "ddbstream.shards.open")).isEqualTo(1);
            release.countDown();
            await().until(() -> gauge(instance, "ddbstream.age.seconds") == 0);
        }
    }

    @Test
    void aStreamThatIsDisabledMakesTheServiceNotReady() throws Exception {
        table.enableStream(1);
        try (ConsumerUnderTest instance = instance().start()) {
            await().until(() -> health(instance) == HealthCheck.State.UP);

            table.disableStream();

            await().until(() -> health(instance) == HealthCheck.State.DOWN);
            assertThat(instance.consumer().getHealthCheck().call().getMessage().orElseThrow())
                    .contains("no stream enabled");
        }
    }

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
    void aShardWhoseCheckpointCannotBeReadIsReadWhenItCanAndTheServiceNotReadyUntilThen() throws Exception {
        table.enableStream(1).write(10);
        try (ConsumerUnderTest instance = instance().start()) {
            awaitDelivered(instance, table.written());
            faults.failEach(1, "BatchGetItem", ScriptedFaults::denied);
            table.roll(1);
            table.write(10);

            await().until(() -> health(instance) == HealthCheck.State.DOWN);
            assertThat(instance.delivered()).hasSize(10);
            faults.clear();

            awaitDelivered(instance, table.written());
            await().until(() -> health(instance) == HealthCheck.State.UP);
        }
    }

    @Test
    void aChildWaitsForTheLastRecordOfItsParentAndACrashLosesNeither() throws Exception {
        table.enableStream(1);
        String slow = table.write(10).get(4);
        CountDownLatch release = new CountDownLatch(1);
        ConsumerUnderTest first = instance()
                .route(exchange -> {
                    if (id(exchange).equals(slow)) {
                        release.await();
                    }
                })
                .start();
        await().until(() -> first.delivered().size() == 9);
        table.roll(1);
        table.write(10);
        await().during(Duration.ofMillis(2_500)).until(() -> first.delivered().size() == 9);
        first.dynamoDb().throttle(true);
        release.countDown();
        first.crash();

        try (ConsumerUnderTest second = instance().start()) {
            await().until(() -> {
                HashSet<String> all = union(first, second);
                return all.containsAll(table.written()) && second.delivered().contains(slow);
            });
        }
    }

    @Test
    void aStateTableThatIsRefusedFailsTheStartAndIsNamed() {
        table.enableStream(1);
        faults.failEach(1, "DescribeTable state-", ScriptedFaults::denied);

        assertThatThrownBy(() -> instance().start())
                .hasMessageContainingAll("'" + stateTable + "'", "dynamodb:DescribeTable");
    }

    private ConsumerUnderTest.Builder instance() {
        return ConsumerUnderTest.of(table).stateTable(stateTable).faults(faults);
    }

    private static StreamTimings withCheckpointsEvery(StreamTimings timings, Duration interval) {
        return new StreamTimings(timings.pace(), timings.timeouts(), interval, timings.redelivery());
    }

    /** Returns the poll times of the only shard. */
    private List<Long> polls(ConsumerUnderTest instance) {
        return instance.streams().polls().getOrDefault(table.openShards().get(0), List.of());
    }

    /** The keys of the first of two shards. */
    private static List<String> everySecond(List<String> written) {
        return IntStream.range(0, written.size() / 2)
                .mapToObj(i -> written.get(2 * i))
                .toList();
    }

    private static HashSet<String> union(ConsumerUnderTest one, ConsumerUnderTest other) {
        HashSet<String> all = new HashSet<>(one.delivered());
        all.addAll(other.delivered());
        return all;
    }

    private static String id(Exchange exchange) {
        return exchange.getMessage().getBody(Record.class).eventID();
    }

    private static HealthCheck.State health(ConsumerUnderTest instance) {
        return instance.consumer().getHealthCheck().call().getState();
    }

    private static double gauge(ConsumerUnderTest instance, String name) {
        return instance.meters().get(name).gauge().value();
    }

    private static void awaitPolls(ConsumerUnderTest instance, String shardId, int more) {
        int before = instance.streams().polls().getOrDefault(shardId, List.of()).size();
        await().until(() ->
                instance.streams().polls().getOrDefault(shardId, List.of()).size() >= Math.min(before + more, more));
    }

    private static void awaitDelivered(ConsumerUnderTest instance, List<String> keys) {
        await().untilAsserted(() -> assertThat(instance.delivered()).containsExactlyInAnyOrderElementsOf(keys));
    }
}
