package assignmentmailer.bench;

import assignmentmailer.stream.StreamComponent;
import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.aws2.ddbstream.Ddb2StreamConfiguration.StreamIteratorType;
import org.apache.camel.impl.DefaultCamelContext;

/** Runs the service's consumer on a generated stream, with a route that only counts records. */
final class StreamRun implements AutoCloseable {
    private static final int CONCURRENCY = 16;
    private static final OperatingSystemMXBean SYSTEM =
            ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);

    private final DefaultCamelContext context = new DefaultCamelContext();
    private final int records;
    private Moment first = Moment.NONE;
    private Moment last = Moment.NONE;
    private int delivered;

    private StreamRun(int records) {
        this.records = records;
    }

    static StreamRun start(int shards, int records) throws Exception {
        StreamRun run = new StreamRun(records);
        StreamComponent component = new StreamComponent();
        component.setConcurrency(CONCURRENCY);
        component.getConfiguration().setStreamIteratorType(StreamIteratorType.FROM_START);
        component.getConfiguration().setAmazonDynamoDbStreamsClient(new GeneratedStream(shards, records / shards));
        run.context.getRegistry().bind("dynamoDb", new ForgetfulDynamoDb());
        run.context.addComponent("aws2-ddbstream", component);
        RouteBuilder.addRoutes(
                run.context, routes -> routes.from("aws2-ddbstream:candidates").process(exchange -> run.count()));
        run.context.start();
        return run;
    }

    /** Waits for a number of delivered records; fails after the time-out. */
    synchronized void await(int count, Duration limit) throws InterruptedException {
        long end = System.nanoTime() + limit.toNanos();
        while (delivered < count) {
            long left = end - System.nanoTime();
            if (left <= 0) {
                throw new IllegalStateException(delivered + " of " + count + " records within " + limit);
            }
            TimeUnit.NANOSECONDS.timedWait(this, Math.min(left, TimeUnit.MILLISECONDS.toNanos(20)));
        }
    }

    /** Returns the cost per record, from the first delivery to the last. */
    synchronized Cost cost() {
        return new Cost((last.nanos - first.nanos) / 1e3 / records, (last.cpuNanos - first.cpuNanos) / 1e3 / records);
    }

    @Override
    public void close() {
        context.stop();
    }

    private synchronized void count() {
        if (delivered == 0) {
            first = Moment.now();
        }
        if (++delivered == records) {
            last = Moment.now();
            notifyAll();
        }
    }

    /** The cost per record, in microseconds. */
    record Cost(double elapsed, double cpu) {}

    private record Moment(long nanos, long cpuNanos) {
        static final Moment NONE = new Moment(0, 0);

        static Moment now() {
            return new Moment(System.nanoTime(), SYSTEM.getProcessCpuTime());
        }
    }
}
