package assignmentmailer.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import assignmentmailer.stream.sim.ScriptedFaults;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.health.HealthCheck;
import org.junit.jupiter.api.Test;

/** What survives a stop, a crash, and an instance beside this one. */
class StreamRestartTest extends RealTimeStream {
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

    private static StreamTimings withCheckpointsEvery(StreamTimings timings, Duration interval) {
        return new StreamTimings(timings.pace(), timings.timeouts(), interval, timings.redelivery());
    }

    private static HashSet<String> union(ConsumerUnderTest one, ConsumerUnderTest other) {
        HashSet<String> all = new HashSet<>(one.delivered());
        all.addAll(other.delivered());
        return all;
    }

    private static void awaitPolls(ConsumerUnderTest instance, String shardId, int more) {
        int before = instance.streams().polls().getOrDefault(shardId, List.of()).size();
        await().until(() ->
                instance.streams().polls().getOrDefault(shardId, List.of()).size() >= Math.min(before + more, more));
    }
}
