package assignmentmailer.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import assignmentmailer.stream.schedule.TimeSource;
import assignmentmailer.stream.sim.LocalState;
import assignmentmailer.stream.sim.ManualClock;
import assignmentmailer.stream.sim.ScriptedFaults;
import assignmentmailer.stream.sim.SimulatedDynamoDb;
import assignmentmailer.stream.sim.SimulatedStreamsClient;
import assignmentmailer.stream.sim.SimulatedTable;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangePattern;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.micrometer.MicrometerConstants;
import org.apache.camel.health.HealthCheck;
import org.apache.camel.health.HealthCheckHelper;
import org.apache.camel.health.HealthCheckRegistry;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.impl.health.DefaultHealthCheckRegistry;
import org.apache.camel.processor.aggregate.UseLatestAggregationStrategy;
import org.apache.camel.spi.ExceptionHandler;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.Record;

/** The consumer within Camel: routes that hand exchanges over, that start and stop, and several routes. */
@Execution(ExecutionMode.CONCURRENT)
class StreamRoutesTest {
    private static final String STREAM = "aws2-ddbstream:candidates?streamIteratorType=FROM_START";

    private final ManualClock clock = new ManualClock(Instant.parse("2026-01-01T00:00:30Z"));
    private final SimulatedTable table = new SimulatedTable("candidates", clock);
    private final ScriptedFaults faults = new ScriptedFaults();
    private final String stateTable = "state-" + System.nanoTime();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final SimulatedStreamsClient streams = new SimulatedStreamsClient(table, faults);
    private final Queue<String> delivered = new ConcurrentLinkedQueue<>();
    private DefaultCamelContext context = new DefaultCamelContext();

    @AfterEach
    void stop() {
        context.stop();
    }

    @Test
    void aRecordHandedOverToAQueueIsAcknowledgedWhenTheQueueIsThroughWithIt() throws Exception {
        table.enableStream(1).write(5);
        CountDownLatch release = startThroughAQueue(component());
        await().until(() -> gauge("ddbstream.records.in.flight") == 5);
        await().during(Duration.ofSeconds(1)).until(() -> acknowledged("in").isEmpty());

        release.countDown();

        await().until(() -> acknowledged("in").contains(lastSequenceNumber()));
        assertThat(delivered).containsExactlyInAnyOrderElementsOf(table.written());
    }

    @Test
    void aRecordThatIsTappedIsAcknowledgedAtOnce() throws Exception {
        table.enableStream(1).write(5);
        CountDownLatch release = new CountDownLatch(1);
        start(routes -> {
            routes.from(STREAM).routeId("in").wireTap("seda:mail");
            routes.from("seda:mail").process(exchange -> release.await()).process(this::deliver);
        });

        await().until(() -> acknowledged("in").contains(lastSequenceNumber()));

        assertThat(delivered).isEmpty();
        release.countDown();
        awaitDelivered(table.written());
    }

    @Test
    void aRecordThatIsAggregatedIsAcknowledgedAtOnce() throws Exception {
        table.enableStream(1).write(5);
        start(routes -> routes.from(STREAM)
                .routeId("in")
                .aggregate(new UseLatestAggregationStrategy())
                .constant(true)
                .completionSize(6)
                .process(this::deliver));

        await().until(() -> acknowledged("in").contains(lastSequenceNumber()));

        assertThat(delivered).isEmpty();
    }

    @Test
    void aRecordThatIsRolledBackBehindAQueueIsDeliveredAgain() throws Exception {
        table.enableStream(1).write(1);
        AtomicInteger deliveries = new AtomicInteger();
        start(routes -> {
            routes.from(STREAM).routeId("in").to("seda:mail");
            routes.from("seda:mail").process(exchange -> exchange.setRollbackOnly(deliveries.incrementAndGet() < 3));
        });

        await().until(() -> acknowledged("in").contains(lastSequenceNumber()));

        assertThat(deliveries.get()).isEqualTo(3);
    }

    @Test
    void eachOfTwoRoutesOnOneTableHasItsOwnCheckpointsAndMeters() throws Exception {
        table.enableStream(1);
        AtomicBoolean slowFails = new AtomicBoolean(true);
        Queue<String> fast = new ConcurrentLinkedQueue<>();
        start(routes -> twoRoutes(routes, fast, slowFails));
        table.write(10);
        await().until(() -> fast.size() == 10 && acknowledged("fast").contains(lastSequenceNumber()));
        context.getRouteController().stopRoute("fast");

        assertThat(meters.find("ddbstream.age.seconds").gauges())
                .extracting(Meter::getId)
                .extracting(id -> id.getTag("route"))
                .containsExactly("slow");
        context.stop();
        slowFails.set(false);
        context = new DefaultCamelContext();
        start(routes -> twoRoutes(routes, fast, slowFails));

        await().until(() -> delivered.containsAll(table.written()));
        assertThat(fast).hasSize(10);
    }

    @Test
    void aSuspendedRouteThatIsStartedGoesOnWithTheReaderThatItHas() throws Exception {
        table.enableStream(1);
        start(routes -> routes.from(STREAM).routeId("in").process(this::deliver));
        awaitDelivered(table.write(5));
        Set<Long> timer = threads("StreamTimer");
        assertThat(timer).hasSize(1);

        for (int i = 0; i < 4; i++) {
            context.getRouteController().suspendRoute("in");
            context.getRouteController().startRoute("in");
        }
        awaitDelivered(table.write(5));

        assertThat(threads("StreamTimer")).isEqualTo(timer);
        assertThat(delivered).doesNotHaveDuplicates();
    }

    @Test
    void aStopThatIsGivenUpLeavesOneReaderThatGoesOn() throws Exception {
        table.enableStream(1).write(1);
        CountDownLatch release = new CountDownLatch(1);
        start(routes -> routes.from(STREAM)
                .routeId("in")
                .process(exchange -> release.await())
                .process(this::deliver));
        await().until(() -> gauge("ddbstream.records.in.flight") == 1);

        boolean stopped = context.getRouteController().stopRoute("in", 1, TimeUnit.SECONDS, true);
        release.countDown();

        assertThat(stopped).isFalse();
        awaitDelivered(table.write(5));
        assertThat(delivered).doesNotHaveDuplicates();
    }

    @Test
    void aRouteThatIsStoppedAndStartedGoesOnWhereItWas() throws Exception {
        table.enableStream(1);
        start(routes -> routes.from(STREAM).routeId("in").process(this::deliver));
        for (int i = 0; i < 3; i++) {
            awaitDelivered(table.write(5));
            context.getRouteController().stopRoute("in");
            List<String> down = table.write(5);
            context.getRouteController().startRoute("in");
            awaitDelivered(down);
        }

        assertThat(delivered).doesNotHaveDuplicates();
    }

    @Test
    void aStateTableThatIsDeletedWhileTheServiceRunsIsMadeAgain() throws Exception {
        table.enableStream(1);
        start(routes -> routes.from(STREAM).routeId("in").process(this::deliver));
        awaitDelivered(table.write(5));
        await().until(() -> acknowledged("in").contains(lastSequenceNumber()));
        LocalState.DYNAMO_DB.deleteTable(delete -> delete.tableName(stateTable));

        awaitDelivered(table.write(5));

        await().until(() -> LocalState.DYNAMO_DB.listTables().tableNames().contains(stateTable)
                && acknowledged("in").contains(lastSequenceNumber()));
    }

    @Test
    void theServiceIsAliveWhateverFailsAndTheCheckLeavesWithItsRoute() throws Exception {
        table.enableStream(1);
        HealthCheckRegistry registry = new DefaultHealthCheckRegistry(context);
        registry.setExposureLevel("full");
        context.getCamelContextExtension().addContextPlugin(HealthCheckRegistry.class, registry);
        start(routes -> routes.from(STREAM).routeId("in").process(this::deliver));
        faults.failEach(1, "GetRecords", ScriptedFaults::networkDown);
        awaitPollsToFail();

        assertThat(HealthCheckHelper.invokeLiveness(context)).singleElement().satisfies(result -> {
            assertThat(result.getCheck().getId()).isEqualTo("reader:in");
            assertThat(result.getState()).isEqualTo(HealthCheck.State.UP);
        });
        context.getRouteController().stopRoute("in");
        assertThat(HealthCheckHelper.invokeLiveness(context)).isEmpty();
    }

    @Test
    void pollsThatFailAreShownToTheRoutesErrorHandlerWhereThatIsAskedFor() throws Exception {
        table.enableStream(1);
        faults.failEach(1, "GetRecords", ScriptedFaults::denied);
        Queue<Exception> seen = new ConcurrentLinkedQueue<>();
        start(routes -> {
            routes.onException(Exception.class)
                    .handled(true)
                    .process(exchange -> seen.add(exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Exception.class)));
            routes.from(STREAM + "&bridgeErrorHandler=true").process(this::deliver);
        });

        await().until(() -> !seen.isEmpty());
    }

    @Test
    void theExchangePatternOfTheEndpointIsThatOfItsExchanges() throws Exception {
        table.enableStream(1).write(1);
        Queue<ExchangePattern> patterns = new ConcurrentLinkedQueue<>();
        start(routes -> routes.from(STREAM + "&exchangePattern=InOut")
                .process(exchange -> patterns.add(exchange.getPattern())));

        await().untilAsserted(() -> assertThat(patterns).containsExactly(ExchangePattern.InOut));
    }

    @Test
    void theReadinessCheckCanBeTurnedOff() throws Exception {
        table.enableStream(1);
        StreamComponent component = component();
        component.setHealthCheckConsumerEnabled(false);
        start(component, routes -> routes.from(STREAM).routeId("in").process(this::deliver));

        StreamConsumer consumer = (StreamConsumer) context.getRoute("in").getConsumer();
        assertThat(consumer.getHealthCheck().isEnabled()).isFalse();
    }

    @Test
    void theExceptionHandlerOfTheEndpointIsToldOfPollsThatFail() throws Exception {
        table.enableStream(1);
        faults.failEach(1, "GetRecords", ScriptedFaults::denied);
        Queue<Throwable> seen = new ConcurrentLinkedQueue<>();
        ExceptionHandler handler = new ExceptionHandler() {
            @Override
            public void handleException(Throwable exception) {
                seen.add(exception);
            }

            @Override
            public void handleException(String message, Throwable exception) {
                seen.add(exception);
            }

            @Override
            public void handleException(String message, Exchange exchange, Throwable exception) {
                seen.add(exception);
            }
        };
        context.getRegistry().bind("handler", handler);
        start(routes -> routes.from(STREAM + "&exceptionHandler=#handler").process(this::deliver));

        await().until(() -> !seen.isEmpty());
    }

    @Test
    void noMoreExchangesAreInFlightThanTheComponentSaysThoughAQueueHoldsThem() throws Exception {
        table.enableStream(1).write(10);
        StreamComponent component = component();
        component.setConcurrency(2);
        CountDownLatch release = startThroughAQueue(component);
        await().until(() -> gauge("ddbstream.records.in.flight") == 2);

        await().during(Duration.ofMillis(500)).until(() -> gauge("ddbstream.records.in.flight") == 2);
        release.countDown();

        awaitDelivered(table.written());
    }

    /** What is in the queue was read, and would be mailed again after the next start. */
    @Test
    void aStopWaitsForTheRecordsThatAQueueHolds() throws Exception {
        table.enableStream(1).write(5);
        CountDownLatch release = startThroughAQueue(component());
        await().until(() -> gauge("ddbstream.records.in.flight") == 5);

        CompletableFuture<Void> stop = CompletableFuture.runAsync(() -> stopRoute("in"));
        await().during(Duration.ofMillis(500)).until(() -> !stop.isDone());
        release.countDown();
        stop.get(20, TimeUnit.SECONDS);

        assertThat(acknowledged("in")).contains(lastSequenceNumber());
    }

    @Test
    void aStreamIsReadFromWhereTheEndpointSays() throws Exception {
        table.enableStream(1).write(5);
        clock.advance(Duration.ofHours(1));
        Queue<String> latest = new ConcurrentLinkedQueue<>();
        start(routes -> {
            routes.from(STREAM).routeId("start").process(this::deliver);
            routes.from("aws2-ddbstream:candidates?streamIteratorType=FROM_LATEST")
                    .routeId("latest")
                    .process(exchange -> latest.add(key(exchange)));
        });
        List<String> next = table.write(1);

        awaitDelivered(table.written());
        await().untilAsserted(() -> assertThat(latest).containsExactlyElementsOf(next));
    }

    @Test
    void aRouteThatHasStoppedOrCouldNotStartLeavesNoThreadAndNoMeter() throws Exception {
        table.enableStream(1).write(1);
        start(routes -> routes.from(STREAM).routeId("in").process(this::deliver));
        awaitDelivered(table.written());
        assertThat(threads("Stream")).isNotEmpty();

        context.getRouteController().stopRoute("in");
        await().until(() -> threads("Stream").isEmpty());
        faults.failEach(1, "DescribeTable", ScriptedFaults::denied);
        faults.failEach(1, "ListStreams", ScriptedFaults::denied);
        assertThatThrownBy(() -> context.getRouteController().startRoute("in"))
                .hasStackTraceContaining("not authorized");

        await().until(() -> threads("Stream").isEmpty());
        assertThat(meters.find("ddbstream.age.seconds").gauges()).isEmpty();
    }

    @Test
    void aRecordThatStandsStillForAsLongAsTheComponentSaysMakesTheServiceNotReady() throws Exception {
        table.enableStream(1).write(1);
        CountDownLatch release = new CountDownLatch(1);
        StreamComponent component = component(ConsumerUnderTest.FAST.withStalled(Duration.ofHours(1)), time(() -> 0));
        component.setStalledAfter(Duration.ofSeconds(1));
        start(component, routes -> routes.from(STREAM).routeId("in").process(exchange -> release.await()));

        await().until(() -> readiness("in").getMessage().orElse("").contains("unacknowledged for"));

        assertThat(readiness("in").getState()).isEqualTo(HealthCheck.State.DOWN);
        release.countDown();
        await().until(() -> readiness("in").getState() == HealthCheck.State.UP);
    }

    @Test
    void aPollThatNeverReturnsMakesTheServiceNotLive() throws Exception {
        table.enableStream(1);
        HealthCheckRegistry registry = new DefaultHealthCheckRegistry(context);
        registry.setExposureLevel("full");
        context.getCamelContextExtension().addContextPlugin(HealthCheckRegistry.class, registry);
        AtomicLong ahead = new AtomicLong();
        CountDownLatch polling = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        start(
                component(ConsumerUnderTest.FAST, time(ahead::get)),
                routes -> routes.from(STREAM).routeId("in").process(this::deliver));
        streams.duringNextPoll(table.openShards().get(0), () -> {
            polling.countDown();
            Awaitility.await().atMost(Duration.ofMinutes(1)).until(() -> release.getCount() == 0);
        });
        polling.await();

        ahead.set(Duration.ofMinutes(6).toNanos());

        await().until(() ->
                HealthCheckHelper.invokeLiveness(context).iterator().next().getState() == HealthCheck.State.DOWN);
        release.countDown();
    }

    private void stopRoute(String id) {
        try {
            context.getRouteController().stopRoute(id, 15, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private HealthCheck.Result readiness(String routeId) {
        return ((StreamConsumer) context.getRoute(routeId).getConsumer())
                .getHealthCheck()
                .call();
    }

    /** The time of day is that of the table; spans of time pass as they do, and some more. */
    private TimeSource time(LongSupplier aheadNanos) {
        TimeSource real = ConsumerUnderTest.Builder.time(clock);
        return new TimeSource() {
            @Override
            public long nanoTime() {
                return real.nanoTime() + aheadNanos.getAsLong();
            }

            @Override
            public Instant instant() {
                return real.instant();
            }

            @Override
            public double jitter() {
                return real.jitter();
            }
        };
    }

    private void twoRoutes(RouteBuilder routes, Queue<String> fast, AtomicBoolean slowFails) {
        routes.errorHandler(routes.noErrorHandler());
        routes.from(STREAM).routeId("fast").process(exchange -> fast.add(key(exchange)));
        routes.from(STREAM + "&maxResultsPerRequest=500").routeId("slow").process(exchange -> {
            if (slowFails.get()) {
                throw new IllegalStateException("not yet");
            }
            deliver(exchange);
        });
    }

    /** Starts a route that hands its records to a queue, which lets none through until it is told to. */
    private CountDownLatch startThroughAQueue(StreamComponent component) throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        start(component, routes -> {
            routes.from(STREAM).routeId("in").to("seda:mail");
            routes.from("seda:mail").process(exchange -> release.await()).process(this::deliver);
        });
        return release;
    }

    private void start(Routes routes) throws Exception {
        start(component(), routes);
    }

    private void start(StreamComponent component, Routes routes) throws Exception {
        context.disableJMX();
        context.getCamelContextExtension().setName("assignment-mailer");
        context.getExecutorServiceManager().setThreadNamePattern(stateTable + " #counter# #name#");
        context.getRegistry().bind("dynamoDb", new SimulatedDynamoDb(table, faults, LocalState.DYNAMO_DB));
        context.getRegistry().bind(MicrometerConstants.METRICS_REGISTRY_NAME, meters);
        context.addComponent("aws2-ddbstream", component);
        context.getShutdownStrategy().setTimeout(3);
        RouteBuilder.addRoutes(context, routes::configure);
        context.start();
    }

    private StreamComponent component() {
        return component(ConsumerUnderTest.FAST, time(() -> 0));
    }

    private StreamComponent component(StreamTimings timings, TimeSource time) {
        StreamComponent component = new StreamComponent(timings, time);
        component.setStateTable(stateTable);
        component.getConfiguration().setAmazonDynamoDbStreamsClient(streams);
        return component;
    }

    private void deliver(Exchange exchange) {
        delivered.add(key(exchange));
    }

    private static String key(Exchange exchange) {
        return exchange.getMessage().getBody(Record.class).eventID();
    }

    private void awaitDelivered(List<String> keys) {
        await().until(() -> delivered.containsAll(keys));
    }

    private void awaitPollsToFail() {
        await().until(() -> meters.get("ddbstream.polls.failed").counter().count() > 2);
    }

    private double gauge(String name) {
        return meters.get(name).gauge().value();
    }

    private String lastSequenceNumber() {
        return table.lastSequenceNumber();
    }

    /** Returns the acknowledged sequence numbers of the open shards, from the checkpoints of a route. */
    private List<String> acknowledged(String routeId) {
        return table.openShards().stream()
                .map(shard -> "assignment-mailer/" + routeId + "/checkpoint/" + table.latestStreamArn() + "/" + shard)
                .map(this::item)
                .filter(item -> item.containsKey("acknowledged"))
                .map(item -> item.get("acknowledged").s())
                .toList();
    }

    private Map<String, AttributeValue> item(String id) {
        return LocalState.DYNAMO_DB
                .getItem(get -> get.tableName(stateTable)
                        .key(Map.of("id", AttributeValue.fromS(id)))
                        .consistentRead(true))
                .item();
    }

    private Set<Long> threads(String name) {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith(stateTable))
                .filter(thread -> thread.getName().contains(name))
                .map(Thread::getId)
                .collect(Collectors.toSet());
    }

    private interface Routes {
        void configure(RouteBuilder routes);
    }
}
