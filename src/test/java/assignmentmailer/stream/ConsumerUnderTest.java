package assignmentmailer.stream;

import assignmentmailer.stream.reading.PollPace;
import assignmentmailer.stream.reading.ReadingTimeouts;
import assignmentmailer.stream.schedule.Backoff;
import assignmentmailer.stream.schedule.TimeSource;
import assignmentmailer.stream.sim.LocalState;
import assignmentmailer.stream.sim.ScriptedFaults;
import assignmentmailer.stream.sim.SimulatedDynamoDb;
import assignmentmailer.stream.sim.SimulatedStreamsClient;
import assignmentmailer.stream.sim.SimulatedTable;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.UnaryOperator;
import org.apache.camel.Component;
import org.apache.camel.Processor;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.aws2.ddbstream.Ddb2StreamComponent;
import org.apache.camel.component.aws2.ddbstream.Ddb2StreamConfiguration.StreamIteratorType;
import org.apache.camel.component.micrometer.MicrometerConstants;
import org.apache.camel.impl.DefaultCamelContext;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.Record;

/** One run of a service that reads a simulated table with either consumer, and the records delivered to it. */
final class ConsumerUnderTest implements AutoCloseable {
    static final StreamTimings FAST = new StreamTimings(
            new PollPace(
                    Duration.ofMillis(20),
                    Duration.ofMillis(400),
                    Duration.ofMillis(800),
                    Duration.ofNanos(200_000),
                    Duration.ofSeconds(1),
                    Duration.ofMillis(10),
                    new Backoff(Duration.ofMillis(20), Duration.ofMillis(100))),
            new ReadingTimeouts(
                    Duration.ofMillis(300),
                    new Backoff(Duration.ofMillis(5), Duration.ofMillis(100)),
                    Duration.ofMillis(1_500),
                    Duration.ofMillis(800),
                    Duration.ofSeconds(1),
                    Duration.ofSeconds(4),
                    Duration.ofHours(1),
                    Duration.ofMillis(500)),
            Duration.ofMillis(20),
            new Backoff(Duration.ofMillis(20), Duration.ofMillis(100)));

    private final DefaultCamelContext context = new DefaultCamelContext();
    private final SimulatedStreamsClient streams;
    private final SimulatedDynamoDb dynamoDb;
    private final MeterRegistry meters = new SimpleMeterRegistry();
    private final Queue<String> delivered = new ConcurrentLinkedQueue<>();

    private ConsumerUnderTest(SimulatedStreamsClient streams, SimulatedDynamoDb dynamoDb) {
        this.streams = streams;
        this.dynamoDb = dynamoDb;
    }

    static Builder of(SimulatedTable table) {
        return new Builder(table);
    }

    DefaultCamelContext context() {
        return context;
    }

    StreamConsumer consumer() {
        return (StreamConsumer) context.getRoute("under-test").getConsumer();
    }

    /** Returns the number of shards that the consumer reads. */
    int consumerOpenShards() {
        return (int) meters.get("ddbstream.shards.open").gauge().value();
    }

    SimulatedStreamsClient streams() {
        return streams;
    }

    SimulatedDynamoDb dynamoDb() {
        return dynamoDb;
    }

    MeterRegistry meters() {
        return meters;
    }

    /** Returns the keys of the records whose exchange succeeded, in order. */
    List<String> delivered() {
        return List.copyOf(delivered);
    }

    /** Ends the run like a crash: no further write reaches the state table. */
    void crash() {
        dynamoDb.throttle(true);
        context.stop();
    }

    @Override
    public void close() {
        context.stop();
    }

    /** Configures a run. */
    static final class Builder {
        private final SimulatedTable table;
        private String stateTable = "state-" + System.nanoTime();
        private StreamIteratorType start = StreamIteratorType.FROM_START;
        private ScriptedFaults faults = new ScriptedFaults();
        private StreamTimings timings = FAST;
        private Processor route = exchange -> {};
        private int concurrency = 8;
        private int pageSize = 1_000;
        private DynamoDbClient others = LocalState.DYNAMO_DB;
        private String service = "assignment-mailer";
        private boolean queue;

        private Builder(SimulatedTable table) {
            this.table = table;
        }

        Builder stateTable(String name) {
            stateTable = name;
            return this;
        }

        Builder fromLatest() {
            start = StreamIteratorType.FROM_LATEST;
            return this;
        }

        Builder faults(ScriptedFaults some) {
            faults = some;
            return this;
        }

        Builder timings(UnaryOperator<StreamTimings> change) {
            timings = change.apply(timings);
            return this;
        }

        Builder route(Processor processor) {
            route = processor;
            return this;
        }

        Builder concurrency(int places) {
            concurrency = places;
            return this;
        }

        Builder pageSize(int records) {
            pageSize = records;
            return this;
        }

        /** Sets the service's name, which distinguishes its checkpoints. */
        Builder service(String name) {
            service = name;
            return this;
        }

        /** Makes the route hand each exchange over to a queue first. */
        Builder throughAQueue() {
            queue = true;
            return this;
        }

        Builder others(DynamoDbClient client) {
            others = client;
            return this;
        }

        /** Starts with this project's consumer. */
        ConsumerUnderTest start() throws Exception {
            StreamComponent component = new StreamComponent(timings, time(table.clock()));
            component.setStateTable(stateTable);
            component.setConcurrency(concurrency);
            component.getConfiguration().setMaxResultsPerRequest(pageSize);
            return start(component, "");
        }

        /** Starts with Camel's own consumer, at a fast polling interval. */
        ConsumerUnderTest startStock() throws Exception {
            Ddb2StreamComponent component = new Ddb2StreamComponent();
            return start(
                    component, "&delay=20&initialDelay=0&maxResultsPerRequest=100&useDefaultCredentialsProvider=true");
        }

        /** Starts with Camel's own consumer and its defaults. */
        ConsumerUnderTest startStockWithDefaults() throws Exception {
            return start(new Ddb2StreamComponent(), "&useDefaultCredentialsProvider=true");
        }

        /** A time source with the real monotonic clock and the table's wall clock. */
        static TimeSource time(Clock clock) {
            return new TimeSource() {
                @Override
                public long nanoTime() {
                    return System.nanoTime();
                }

                @Override
                public Instant instant() {
                    return clock.instant();
                }

                @Override
                public double jitter() {
                    return SYSTEM.jitter();
                }
            };
        }

        private ConsumerUnderTest start(Ddb2StreamComponent component, String options) throws Exception {
            ConsumerUnderTest instance = new ConsumerUnderTest(
                    new SimulatedStreamsClient(table, faults), new SimulatedDynamoDb(table, faults, others));
            component.getConfiguration().setAmazonDynamoDbStreamsClient(instance.streams);
            instance.context.getCamelContextExtension().setName(service);
            instance.start(
                    component,
                    "aws2-ddbstream:" + table.name() + "?streamIteratorType=" + start + options,
                    route,
                    queue);
            return instance;
        }
    }

    private void start(Component component, String uri, Processor route, boolean queue) throws Exception {
        context.disableJMX();
        context.getRegistry().bind("dynamoDb", dynamoDb);
        context.getRegistry().bind(MicrometerConstants.METRICS_REGISTRY_NAME, meters);
        context.addComponent("aws2-ddbstream", component);
        context.getShutdownStrategy().setTimeout(20);
        RouteBuilder.addRoutes(context, routes -> {
            routes.errorHandler(routes.noErrorHandler());
            String first = queue ? "seda:queue" : uri;
            if (queue) {
                routes.from(uri).routeId("under-test").to(first);
            }
            routes.from(first)
                    .routeId(queue ? "behind-the-queue" : "under-test")
                    .process(route)
                    .process(exchange -> delivered.add(key(exchange.getMessage().getBody(Record.class))));
        });
        context.start();
    }

    private static String key(@Nullable Record record) {
        if (record == null) {
            throw new IllegalStateException("The body is not a Record");
        }
        return record.dynamodb().keys().get("id").s();
    }
}
