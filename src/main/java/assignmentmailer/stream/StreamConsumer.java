package assignmentmailer.stream;

import assignmentmailer.state.StateTable;
import assignmentmailer.stream.checkpoint.CheckpointStore;
import assignmentmailer.stream.checkpoint.StateTableCheckpoints;
import assignmentmailer.stream.reading.ReadBudget;
import assignmentmailer.stream.reading.ReadingObserver;
import assignmentmailer.stream.schedule.PooledTaskRunner;
import assignmentmailer.stream.schedule.TimeSource;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ScheduledExecutorService;
import org.apache.camel.CamelContext;
import org.apache.camel.Processor;
import org.apache.camel.ShutdownRunningTask;
import org.apache.camel.Suspendable;
import org.apache.camel.component.aws2.ddbstream.Ddb2StreamConfiguration;
import org.apache.camel.component.aws2.ddbstream.Ddb2StreamConfiguration.StreamIteratorType;
import org.apache.camel.component.micrometer.MicrometerConstants;
import org.apache.camel.component.micrometer.MicrometerUtils;
import org.apache.camel.health.HealthCheckRegistry;
import org.apache.camel.spi.ExecutorServiceManager;
import org.apache.camel.spi.ShutdownAware;
import org.apache.camel.spi.ThreadPoolProfile;
import org.apache.camel.support.DefaultConsumer;
import org.apache.camel.util.concurrent.ThreadPoolRejectedPolicy;
import org.jspecify.annotations.Nullable;

/**
 * Delivers every record of a table's stream to a route until an exchange of the record succeeds.
 *
 * <p>A suspended consumer delivers no record and polls no shard; exchanges in flight complete.
 */
final class StreamConsumer extends DefaultConsumer implements Suspendable, ShutdownAware {
    private static final int POLLERS = 16;
    private static final int CHECKPOINT_WRITERS = 4;

    /** The time for checkpoint writes in flight when the consumer stops, and again for the remaining checkpoints. */
    private static final Duration LAST_CHECKPOINTS = Duration.ofSeconds(5);

    private final StreamEndpoint endpoint;
    private @Nullable Running running;

    StreamConsumer(StreamEndpoint endpoint, Processor processor) {
        super(endpoint, processor);
        this.endpoint = endpoint;
    }

    @Override
    protected void doBuild() throws Exception {
        StreamHealthCheck readiness = new StreamHealthCheck("consumer:" + getRouteId(), this::problems);
        readiness.setEnabled(endpoint.getComponent().isHealthCheckConsumerEnabled());
        setHealthCheck(readiness);
        super.doBuild();
    }

    /** Starts reading; a suspended consumer resumes with its existing reader. */
    @Override
    protected void doStart() throws Exception {
        super.doStart();
        if (running != null) {
            doResume();
            return;
        }
        Running starting = prepare();
        running = starting;
        try {
            starting.reading.start();
        } catch (RuntimeException e) {
            close(starting);
            throw e;
        }
    }

    @Override
    protected void doSuspend() {
        if (running != null) {
            running.reading.dispatcher().pause();
        }
    }

    @Override
    protected void doResume() {
        if (running != null) {
            running.reading.dispatcher().resume();
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
        return running == null ? 0 : running.reading.dispatcher().inFlight();
    }

    @Override
    public void prepareShutdown(boolean suspendOnly, boolean forced) {
        doSuspend();
    }

    private Running prepare() {
        Pools pools = new Pools();
        StreamMeters meters = new StreamMeters(
                meterRegistry(endpoint.getCamelContext()),
                endpoint.getConfiguration().getTableName(),
                getRouteId());
        StreamReading reading = new StreamReading(
                source(),
                checkpoints(),
                new RecordExchanges(
                        () -> createExchange(false), exchange -> releaseExchange(exchange, false), getAsyncProcessor()),
                endpoint.getComponent()
                        .timings()
                        .withStalled(endpoint.getComponent().getStalledAfter()),
                pools.runners(
                        endpoint.getComponent().time(), endpoint.getComponent().getConcurrency()),
                ReadBudget.ofHeap(),
                meters,
                observer(meters));
        StreamLivenessCheck liveness = new StreamLivenessCheck("reader:" + getRouteId(), reading.health()::isDead);
        healthChecks().ifPresent(registry -> registry.register(liveness));
        return new Running(reading, pools, meters, liveness);
    }

    private StreamReading.Source source() {
        Ddb2StreamConfiguration configuration = endpoint.getConfiguration();
        return new StreamReading.Source(
                configuration.getTableName(),
                configuration.getStreamIteratorType() == StreamIteratorType.FROM_LATEST,
                endpoint.dynamoDb(),
                endpoint.getClient(),
                endpoint.getComponent().getConcurrency(),
                configuration.getMaxResultsPerRequest());
    }

    private CheckpointStore checkpoints() {
        return new StateTableCheckpoints(
                new StateTable(endpoint.dynamoDb(), endpoint.getComponent().getStateTable()),
                endpoint.getCamelContext().getName() + "/" + getRouteId(),
                Clock.systemUTC());
    }

    private ReadingObserver observer(StreamMeters meters) {
        boolean bridged = endpoint.isBridgeErrorHandler() || endpoint.getExceptionHandler() != null;
        return bridged ? new BridgedFailures(meters) : meters;
    }

    private Optional<HealthCheckRegistry> healthChecks() {
        return Optional.ofNullable(HealthCheckRegistry.get(endpoint.getCamelContext()));
    }

    private void close(Running stopping) {
        running = null;
        stopping.reading.stop();
        stopping.pools.endCheckpoints();
        stopping.reading.flush(LAST_CHECKPOINTS);
        stopping.pools.end();
        stopping.meters.remove();
        healthChecks().ifPresent(registry -> registry.unregister(stopping.liveness));
    }

    private List<String> problems() {
        Running current = running;
        return current == null
                ? List.of("The consumer is not started")
                : current.reading.health().problems();
    }

    private static MeterRegistry meterRegistry(CamelContext camelContext) {
        MeterRegistry registry = MicrometerUtils.getMeterRegistryFromCamelRegistry(
                camelContext.getRegistry(), MicrometerConstants.METRICS_REGISTRY_NAME);
        return registry == null ? new SimpleMeterRegistry() : registry;
    }

    /** The parts of a started consumer. */
    private record Running(StreamReading reading, Pools pools, StreamMeters meters, StreamLivenessCheck liveness) {}

    /** Passes failed polls to the route's error handler, as {@code bridgeErrorHandler} requires. */
    private final class BridgedFailures implements ReadingObserver {
        private final StreamMeters meters;

        BridgedFailures(StreamMeters meters) {
            this.meters = meters;
        }

        @Override
        public void polled(int records) {
            meters.polled(records);
        }

        @Override
        public void pollFailed(String shardId, Throwable failure) {
            meters.pollFailed(shardId, failure);
            getExceptionHandler()
                    .handleException(
                            "Shard " + shardId + " of table '"
                                    + endpoint.getConfiguration().getTableName() + "' cannot be read",
                            failure);
        }
    }

    /** The threads of a started consumer. */
    private final class Pools {
        private final ExecutorServiceManager manager =
                endpoint.getCamelContext().getExecutorServiceManager();
        private final List<ExecutorService> all = new ArrayList<>();
        private final ScheduledExecutorService timer =
                manager.newScheduledThreadPool(StreamConsumer.this, "StreamTimer", profile(1));
        private final ExecutorService checkpoints = pool("StreamCheckpoint", CHECKPOINT_WRITERS);

        StreamReading.Runners runners(TimeSource time, int concurrency) {
            return new StreamReading.Runners(
                    time,
                    new PooledTaskRunner(timer, pool("StreamPoller", POLLERS)),
                    new PooledTaskRunner(timer, pool("StreamDelivery", concurrency)),
                    new PooledTaskRunner(timer, checkpoints));
        }

        void endCheckpoints() {
            manager.shutdownGraceful(checkpoints, LAST_CHECKPOINTS.toMillis());
        }

        void end() {
            all.forEach(manager::shutdownNow);
            manager.shutdownNow(timer);
        }

        private ExecutorService pool(String name, int size) {
            ExecutorService pool = manager.newThreadPool(StreamConsumer.this, name, profile(size));
            all.add(pool);
            return pool;
        }

        /**
         * Returns a profile with an unbounded queue; its tasks are bounded by the number of shards and of failed
         * records.
         */
        private static ThreadPoolProfile profile(int size) {
            ThreadPoolProfile profile = new ThreadPoolProfile("ddbstream");
            profile.setPoolSize(size);
            profile.setMaxPoolSize(size);
            profile.setMaxQueueSize(Integer.MAX_VALUE);
            profile.setAllowCoreThreadTimeOut(false);
            profile.setRejectedPolicy(ThreadPoolRejectedPolicy.Abort);
            return profile;
        }
    }
}
