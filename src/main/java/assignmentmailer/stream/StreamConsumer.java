package assignmentmailer.stream;

import assignmentmailer.state.StateTable;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ScheduledExecutorService;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.RollbackExchangeException;
import org.apache.camel.ShutdownRunningTask;
import org.apache.camel.Suspendable;
import org.apache.camel.component.aws2.ddbstream.Ddb2StreamConfiguration.StreamIteratorType;
import org.apache.camel.component.aws2.ddbstream.Ddb2StreamConstants;
import org.apache.camel.component.micrometer.MicrometerConstants;
import org.apache.camel.component.micrometer.MicrometerUtils;
import org.apache.camel.spi.ExecutorServiceManager;
import org.apache.camel.spi.ShutdownAware;
import org.apache.camel.spi.ThreadPoolProfile;
import org.apache.camel.support.DefaultConsumer;
import org.apache.camel.util.concurrent.ThreadPoolRejectedPolicy;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.Record;

/**
 * Delivers every record of a table's stream to a route until an exchange of it ends well.
 *
 * <p>Suspended, it delivers nothing and reads no more than its buffer holds; what is under way ends.
 */
final class StreamConsumer extends DefaultConsumer implements Suspendable, ShutdownAware {
    /** The header with the {@link Instant} after which the stream no longer has the record. */
    static final String EXPIRES = "CamelAwsDdbStreamExpires";

    /** <a href="https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Streams.html">DynamoDB's</a>. */
    private static final Duration RETENTION = Duration.ofHours(24);

    private static final int POLLERS = 16;
    private static final int CHECKPOINT_WRITERS = 4;

    /** For those under way when the consumer stops, and again for those that are left. */
    private static final Duration LAST_CHECKPOINTS = Duration.ofSeconds(5);

    private final StreamEndpoint endpoint;
    private final Timings timings;
    private final List<ExecutorService> pools = new ArrayList<>();
    private @Nullable Running running;

    StreamConsumer(StreamEndpoint endpoint, Processor processor, Timings timings) {
        super(endpoint, processor);
        this.endpoint = endpoint;
        this.timings = timings;
    }

    @Override
    protected void doBuild() throws Exception {
        setHealthCheck(new StreamHealthCheck("consumer:" + getRouteId(), this::problems));
        super.doBuild();
    }

    @Override
    protected void doStart() throws Exception {
        super.doStart();
        Running starting = assemble();
        running = starting;
        try {
            starting.reader.start();
        } catch (RuntimeException e) {
            close(starting);
            throw e;
        }
    }

    @Override
    protected void doSuspend() {
        if (running != null) {
            running.delivery.pause();
        }
    }

    @Override
    protected void doResume() {
        if (running != null) {
            running.delivery.resume();
        }
    }

    @Override
    protected void doStop() throws Exception {
        if (running != null) {
            close(running);
        }
        super.doStop();
    }

    @Override
    public boolean deferShutdown(ShutdownRunningTask shutdownRunningTask) {
        return false;
    }

    @Override
    public int getPendingExchangesSize() {
        return running == null ? 0 : running.delivery.inFlight();
    }

    @Override
    public void prepareShutdown(boolean suspendOnly, boolean forced) {
        doSuspend();
    }

    private Running assemble() {
        CamelContext camelContext = endpoint.getCamelContext();
        StreamComponent component = endpoint.getComponent();
        String table = endpoint.getConfiguration().getTableName();
        ScheduledExecutorService timer =
                camelContext.getExecutorServiceManager().newScheduledThreadPool(this, "StreamTimer", profile(1));
        pools.add(timer);
        StreamMeters meters = new StreamMeters(meterRegistry(camelContext), table);
        Gaps gaps = new Gaps(meters, timings.gapShown());
        CheckpointStore store = new CheckpointStore(
                new StateTable(endpoint.dynamoDb(), component.getStateTable()),
                camelContext.getName(),
                Clock.systemUTC());
        ExecutorService checkpoints = pool("StreamCheckpoint", CHECKPOINT_WRITERS);
        CheckpointWriter writer = new CheckpointWriter(store, new Threads(timer, checkpoints), timings.checkpoint());
        Delivery delivery = new Delivery(
                component.getConcurrency(),
                new Threads(timer, pool("StreamDelivery", component.getConcurrency())),
                this::send,
                timings.redelivery(),
                meters);
        ReadingContext context = new ReadingContext(
                endpoint.getClient(),
                new Threads(timer, pool("StreamPoller", POLLERS)),
                delivery,
                writer,
                meters,
                gaps,
                timings,
                endpoint.getConfiguration().getMaxResultsPerRequest());
        TableReader reader = new TableReader(
                table,
                endpoint.getConfiguration().getStreamIteratorType() == StreamIteratorType.FROM_LATEST,
                new StreamDirectory(endpoint.dynamoDb(), endpoint.getClient(), Clock.systemUTC()),
                store,
                context);
        meters.show(
                "ddbstream.age.seconds",
                "Age of the oldest record that is read and not done",
                () -> reader.age(Instant.now()).toMillis() / 1000.0);
        meters.show("ddbstream.shards.open", "Shards being read", reader::openShards);
        meters.show("ddbstream.records.buffered", "Records read and not done", delivery::buffered);
        meters.show("ddbstream.records.in.flight", "Records on their way through the route", delivery::inFlight);
        return new Running(reader, delivery, writer, checkpoints, meters);
    }

    private void close(Running stopping) {
        running = null;
        stopping.delivery.pause();
        stopping.reader.stop();
        ExecutorServiceManager manager = endpoint.getCamelContext().getExecutorServiceManager();
        manager.shutdownGraceful(stopping.checkpoints, LAST_CHECKPOINTS.toMillis());
        stopping.writer.flush(LAST_CHECKPOINTS);
        pools.forEach(manager::shutdownNow);
        pools.clear();
        stopping.meters.remove();
    }

    private List<String> problems() {
        Running current = running;
        return current == null ? List.of("Not started") : current.reader.problems();
    }

    private void send(Record record, Delivery.WhenThrough whenThrough) {
        Exchange exchange = createExchange(false);
        exchange.getMessage().setBody(record, Record.class);
        exchange.getMessage().setHeader(Ddb2StreamConstants.EVENT_SOURCE, record.eventSource());
        exchange.getMessage().setHeader(Ddb2StreamConstants.EVENT_ID, record.eventID());
        exchange.getMessage().setHeader(EXPIRES, expiry(record));
        getAsyncProcessor().process(exchange, doneSync -> {
            Throwable failure = failure(exchange);
            Duration delay = redeliveryDelay(exchange);
            releaseExchange(exchange, false);
            whenThrough.accept(failure, delay);
        });
    }

    private static @Nullable Instant expiry(Record record) {
        Instant created = record.dynamodb().approximateCreationDateTime();
        return created == null ? null : created.plus(RETENTION);
    }

    private static @Nullable Throwable failure(Exchange exchange) {
        if (exchange.getException() != null) {
            return exchange.getException();
        }
        return exchange.isRollbackOnly() ? new RollbackExchangeException(exchange) : null;
    }

    /** What the route asked for, null where it asked for nothing. */
    private static @Nullable Duration redeliveryDelay(Exchange exchange) {
        Long millis = exchange.getProperty(Exchange.REDELIVERY_DELAY, Long.class);
        return millis == null ? null : Duration.ofMillis(millis);
    }

    private static MeterRegistry meterRegistry(CamelContext camelContext) {
        MeterRegistry registry = MicrometerUtils.getMeterRegistryFromCamelRegistry(
                camelContext.getRegistry(), MicrometerConstants.METRICS_REGISTRY_NAME);
        return registry == null ? new SimpleMeterRegistry() : registry;
    }

    private ExecutorService pool(String name, int size) {
        ExecutorService pool =
                endpoint.getCamelContext().getExecutorServiceManager().newThreadPool(this, name, profile(size));
        pools.add(pool);
        return pool;
    }

    /** What waits is bounded elsewhere: a task a shard, a record that failed. */
    private static ThreadPoolProfile profile(int size) {
        ThreadPoolProfile profile = new ThreadPoolProfile("ddbstream");
        profile.setPoolSize(size);
        profile.setMaxPoolSize(size);
        profile.setMaxQueueSize(Integer.MAX_VALUE);
        profile.setAllowCoreThreadTimeOut(false);
        profile.setRejectedPolicy(ThreadPoolRejectedPolicy.Abort);
        return profile;
    }

    /** What a started consumer consists of. */
    private record Running(
            TableReader reader,
            Delivery delivery,
            CheckpointWriter writer,
            ExecutorService checkpoints,
            StreamMeters meters) {}
}
