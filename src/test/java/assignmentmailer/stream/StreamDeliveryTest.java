package assignmentmailer.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import assignmentmailer.stream.sim.ScriptedFaults;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.apache.camel.Exchange;
import org.apache.camel.component.aws2.ddbstream.Ddb2StreamConstants;
import org.apache.camel.health.HealthCheck;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.model.Record;

/** How records reach the route: their shape, their places, and those that fail. */
class StreamDeliveryTest extends RealTimeStream {
    private static final int MOST_POLLS_A_SECOND = 5;

    /** The small records that the reader buffers while the route is blocked. */
    private static final int BUFFERED = 4_000;

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
}
