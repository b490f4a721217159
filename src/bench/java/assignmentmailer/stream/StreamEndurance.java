package assignmentmailer.stream;

import assignmentmailer.stream.delivery.RecordDispatcher;
import assignmentmailer.stream.reading.ReadBudget;
import assignmentmailer.stream.schedule.PooledTaskRunner;
import assignmentmailer.stream.schedule.TimeSource;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Measures the reader's heap and CPU time as a stream grows, in real time and with production intervals; run by hand,
 * alone on the machine:
 *
 * <pre>mvn -Pbench verify -Dbench.options=-Xmx128m -Dbench.main=assignmentmailer.stream.StreamEndurance \
 *     -Dbench.args="soak ends restart"</pre>
 */
final class StreamEndurance {
    private static final Logger LOG = LoggerFactory.getLogger(StreamEndurance.class);
    private static final int POLLERS = 16;
    private static final int PLACES = 16;

    private StreamEndurance() {}

    public static void main(String[] args) throws Exception {
        for (String what : args) {
            switch (what) {
                case "soak" -> soak();
                case "ends" -> ends();
                case "restart" -> restart();
                default -> throw new IllegalArgumentException("No such run: " + what);
            }
        }
        System.exit(0);
    }

    /** A million records of 2 to 400 KB in 100 partitions whose shards roll over; one in a hundred fails at first. */
    private static void soak() throws Exception {
        EndlessStream stream = new EndlessStream(100, 10, Integer.getInteger("soak.records-a-shard", 1_000), 400_000);
        EndlessStream.Tally tally = new EndlessStream.Tally();
        var failed = ConcurrentHashMap.<Integer>newKeySet();
        long begin = System.nanoTime();
        long[] most = {0, 0};
        try (Reader reader = new Reader(stream, (record, whenEnded) -> {
            boolean fails = EndlessStream.number(record) % 100 == 0 && failed.add(EndlessStream.number(record));
            if (!fails) {
                tally.add(record);
            }
            whenEnded.accept(fails ? new IllegalStateException("fails once") : null);
        })) {
            waitUntil(() -> {
                most[0] = Math.max(most[0], usedHeap());
                most[1] = Math.max(most[1], reader.budget.bytes());
                return tally.seen() == stream.records();
            });
        }
        report(
                "soak: %,d of %,d records, %d again, in %d s; heap used at most %d MB of %d, of which records by estimate %d MB",
                tally.seen(),
                stream.records(),
                tally.again(),
                seconds(begin),
                most[0] / 1_000_000,
                Runtime.getRuntime().maxMemory() / 1_000_000,
                most[1] / 1_000_000);
    }

    /** Closed shards without records, each read to its end. */
    private static void ends() throws Exception {
        for (int shards : new int[] {1_000, 1_000, 16_000}) {
            EndlessStream stream = new EndlessStream(shards, 1, 0, 0);
            long cpu = cpu();
            long begin = System.nanoTime();
            try (Reader reader = new Reader(stream, (record, whenEnded) -> whenEnded.accept(null))) {
                waitUntil(() ->
                        stream.ended() == shards && reader.reading.health().openShards() == 0);
            }
            report("ends: %,d shards in %d s, CPU %d ms", shards, seconds(begin), (cpu() - cpu) / 1_000_000);
        }
    }

    /** A restart with 7,000 shards, 6,000 of them finished, and 5 ms per call to the state table. */
    private static void restart() throws Exception {
        SlowCheckpoints store = new SlowCheckpoints(Duration.ofMillis(5));
        EndlessStream first = new EndlessStream(1_000, 7, 1, 0);
        try (Reader reader = new Reader(first, store, (record, whenEnded) -> whenEnded.accept(null))) {
            waitUntil(() -> first.ended() == 6_000 && reader.reading.health().openShards() == 1_000);
            TimeUnit.SECONDS.sleep(10);
        }
        EndlessStream second = new EndlessStream(1_000, 7, 1, 0);
        try (Reader reader = new Reader(second, store, (record, whenEnded) -> whenEnded.accept(null))) {
            waitUntil(() ->
                    second.fromListToPoll() != null && reader.reading.health().openShards() > 0);
        }
        report(
                "restart: first GetRecords %d ms after the last page of the list",
                second.fromListToPoll().toMillis());
    }

    private static void waitUntil(BooleanSupplier condition) throws InterruptedException {
        while (!condition.getAsBoolean()) {
            TimeUnit.MILLISECONDS.sleep(20);
        }
    }

    private static long usedHeap() {
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }

    private static long cpu() {
        return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
                .getProcessCpuTime();
    }

    private static long seconds(long begin) {
        return Duration.ofNanos(System.nanoTime() - begin).toSeconds();
    }

    private static void report(String format, Object... values) {
        LOG.warn(String.format(Locale.ROOT, format, values));
    }

    /** A reader with its own threads. */
    private static final class Reader implements AutoCloseable {
        private final ScheduledExecutorService timer = Executors.newScheduledThreadPool(1);
        private final ExecutorService polls = Executors.newFixedThreadPool(POLLERS);
        private final ExecutorService deliveries = Executors.newFixedThreadPool(PLACES);
        private final ExecutorService checkpoints = Executors.newFixedThreadPool(4);
        private final ReadBudget budget = ReadBudget.ofHeap();
        private final StreamReading reading;

        Reader(EndlessStream stream, RecordDispatcher.Route route) {
            this(stream, new SlowCheckpoints(Duration.ZERO), route);
        }

        Reader(EndlessStream stream, SlowCheckpoints store, RecordDispatcher.Route route) {
            StreamMeters meters = new StreamMeters(new SimpleMeterRegistry(), "candidates", "endurance");
            reading = new StreamReading(
                    new StreamReading.Source("candidates", false, EndlessStream.table(), stream, PLACES, 1_000),
                    store,
                    route,
                    StreamTimings.DEFAULT,
                    new StreamReading.Runners(
                            TimeSource.SYSTEM,
                            new PooledTaskRunner(timer, polls),
                            new PooledTaskRunner(timer, deliveries),
                            new PooledTaskRunner(timer, checkpoints)),
                    budget,
                    meters,
                    meters);
            reading.start();
        }

        @Override
        public void close() {
            reading.stop();
            checkpoints.shutdownNow();
            reading.flush(Duration.ofMinutes(1));
            timer.shutdownNow();
            polls.shutdownNow();
            deliveries.shutdownNow();
        }
    }
}
