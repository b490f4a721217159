package assignmentmailer.stream;

import assignmentmailer.local.EmbeddedAws;
import assignmentmailer.stream.sim.ManualClock;
import assignmentmailer.stream.sim.SimulatedTable;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.Record;

/**
 * What the reader reaches, with the timings of production; run by hand, alone on the machine:
 *
 * <pre>mvn test-compile exec:java -Dexec.mainClass=assignmentmailer.stream.StreamBenchmark -Dexec.classpathScope=test \
 *     -Dsqlite4java.library.path=target/native -Dexec.args="backlog | idle-shards | latency"</pre>
 */
final class StreamBenchmark {
    private static final Logger LOG = LoggerFactory.getLogger(StreamBenchmark.class);
    private static final int BACKLOG = 200_000;
    private static final int STOCK_BACKLOG = 10_000;
    private static final int INSERTS = 300;

    private StreamBenchmark() {}

    public static void main(String[] args) throws Exception {
        for (String what : args) {
            switch (what) {
                case "backlog" -> backlog();
                case "idle-shards" -> idleShards();
                case "latency" -> latency();
                default -> throw new IllegalArgumentException("No such benchmark: " + what);
            }
        }
        System.exit(0);
    }

    private static void backlog() throws Exception {
        SimulatedTable table = table(8, BACKLOG);
        long before = liveHeap();
        AtomicInteger seen = new AtomicInteger();
        long start = System.nanoTime();
        long most = 0;
        try (ConsumerUnderTest instance = ConsumerUnderTest.of(table)
                .timings(fast -> StreamTimings.DEFAULT)
                .concurrency(16)
                .route(exchange -> seen.incrementAndGet())
                .start()) {
            while (seen.get() < BACKLOG && instance.context().isStarted()) {
                most = Math.max(most, seen.get() < BACKLOG / 2 ? liveHeap() - before : 0);
                TimeUnit.MILLISECONDS.sleep(100);
            }
        }
        double rate = seen.get() / seconds(start);
        AtomicInteger stockSeen = new AtomicInteger();
        SimulatedTable stockTable = table(1, STOCK_BACKLOG);
        long stockStart = System.nanoTime();
        try (ConsumerUnderTest stock = ConsumerUnderTest.of(stockTable)
                .route(exchange -> stockSeen.incrementAndGet())
                .startStockWithDefaults()) {
            while (stockSeen.get() < STOCK_BACKLOG && stock.context().isStarted()) {
                TimeUnit.MILLISECONDS.sleep(20);
            }
        }
        double stockRate = stockSeen.get() / seconds(stockStart);
        report(
                "backlog: %.0f records/s, stock on one shard %.0f (%.1f times); live heap of it %d MB",
                rate, stockRate, rate / stockRate, most >> 20);
    }

    private static void idleShards() throws Exception {
        SimulatedTable table = table(1_000, 0);
        try (ConsumerUnderTest instance = ConsumerUnderTest.of(table)
                .timings(fast -> StreamTimings.DEFAULT)
                .start()) {
            TimeUnit.SECONDS.sleep(60);
            long longest = 0;
            for (List<Long> polls : instance.streams().polls().values()) {
                for (int i = 1; i < polls.size(); i++) {
                    longest = Math.max(longest, polls.get(i) - polls.get(i - 1));
                }
            }
            report(
                    "idle shards: %d polled, longest interval %d ms, %d threads, max heap %d MB",
                    instance.streams().polls().size(),
                    TimeUnit.NANOSECONDS.toMillis(longest),
                    ManagementFactory.getThreadMXBean().getThreadCount(),
                    Runtime.getRuntime().maxMemory() >> 20);
        }
    }

    private static void latency() throws Exception {
        EmbeddedAws aws = EmbeddedAws.inMemory();
        aws.systemProperties().forEach(System::setProperty);
        LinkedBlockingQueue<Long> arrivals = new LinkedBlockingQueue<>();
        DefaultCamelContext context = new DefaultCamelContext();
        try {
            StreamComponent component = new StreamComponent();
            component.getConfiguration().setUseDefaultCredentialsProvider(true);
            context.getRegistry().bind("dynamoDb", aws.dynamoDb());
            context.addComponent("aws2-ddbstream", component);
            RouteBuilder.addRoutes(
                    context, routes -> routes.from("aws2-ddbstream:candidates").process(exchange -> {
                        exchange.getMessage().getMandatoryBody(Record.class);
                        arrivals.add(System.nanoTime());
                    }));
            context.start();
            long[] latencies = new long[INSERTS];
            for (int i = 0; i < INSERTS; i++) {
                TimeUnit.MILLISECONDS.sleep(300 + (i * 37) % 250);
                aws.candidates().insert(Map.of("fullname", AttributeValue.fromS("candidate-" + i)));
                long put = System.nanoTime();
                latencies[i] = TimeUnit.NANOSECONDS.toMillis(Math.max(0, arrivals.take() - put));
            }
            Arrays.sort(latencies);
            report("latency: p50 %d ms, p99 %d ms", latencies[INSERTS / 2], latencies[INSERTS * 99 / 100]);
        } finally {
            context.stop();
            aws.close();
        }
    }

    private static SimulatedTable table(int shards, int records) {
        SimulatedTable table = new SimulatedTable("candidates", new ManualClock(Instant.now())).enableStream(shards);
        IntStream.range(0, records / 1_000).forEach(i -> table.write(1_000));
        return table;
    }

    private static long liveHeap() {
        System.gc();
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }

    private static double seconds(long start) {
        return Duration.ofNanos(System.nanoTime() - start).toMillis() / 1000.0;
    }

    private static void report(String format, Object... values) {
        LOG.warn(String.format(Locale.ROOT, format, values));
    }
}
