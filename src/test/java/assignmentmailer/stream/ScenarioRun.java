package assignmentmailer.stream;

import assignmentmailer.stream.sim.LocalState;
import assignmentmailer.stream.sim.ManualClock;
import assignmentmailer.stream.sim.ScriptedFaults;
import assignmentmailer.stream.sim.SimulatedTable;
import io.micrometer.core.instrument.Counter;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.camel.Exchange;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.Record;

/** The run of a scenario: a simulated table, one service that reads it, and a tally of deliveries. */
final class ScenarioRun implements AutoCloseable {
    private static final int ENOUGH_REPEATS = 1_000;

    private final boolean stock;
    private final boolean fromLatest;
    private final Duration idleLimit;
    private final ManualClock clock = new ManualClock(Instant.parse("2026-01-01T00:00:30Z"));
    private final SimulatedTable table = new SimulatedTable("candidates", clock);
    private final ScriptedFaults faults = new ScriptedFaults();
    private final String stateTable = "state-" + System.nanoTime();
    private final List<String> delivered = new ArrayList<>();
    private final Set<String> notDue = new HashSet<>();
    private final Set<String> failedOnce = ConcurrentHashMap.newKeySet();
    private CountDownLatch gate = new CountDownLatch(0);
    private String emptyShard = "";
    private int emptyPages;
    private double gaps;
    private boolean queue;
    private boolean failing;
    private @Nullable ConsumerUnderTest instance;

    /** @param idleLimit how long to wait without progress before missing records count as lost */
    ScenarioRun(boolean stock, boolean fromLatest, Duration idleLimit) {
        this.stock = stock;
        this.fromLatest = fromLatest;
        this.idleLimit = idleLimit;
    }

    SimulatedTable table() {
        return table;
    }

    ManualClock clock() {
        return clock;
    }

    ScriptedFaults faults() {
        return faults;
    }

    /** Blocks exchanges until they are released. */
    void hold() {
        gate = new CountDownLatch(1);
    }

    void release() {
        gate.countDown();
    }

    /** Makes the route hand each exchange over to a queue. */
    void throughAQueue() {
        queue = true;
    }

    /** Makes another service with the same state table read the stream to its current end. */
    void letAnotherServiceRead() throws Exception {
        try (ConsumerUnderTest other = ConsumerUnderTest.of(table)
                .service("another-service")
                .stateTable(stateTable)
                .start()) {
            Awaitility.await().until(() -> new HashSet<>(other.delivered()).containsAll(table.written()));
        }
    }

    /** Crashes the service. */
    void crash() {
        if (instance != null) {
            // What ends from now on was never delivered, so that nothing may acknowledge it.
            instance.dynamoDb().throttle(true);
            gone(instance);
            release();
            instance.crash();
            instance = null;
        }
    }

    /** Suspends and starts the route, like a management console. */
    void suspendAndStart() throws Exception {
        running().context().getRouteController().suspendRoute("under-test");
        running().context().getRouteController().startRoute("under-test");
    }

    /** Makes a DescribeTable response return an older stream. */
    void answerStale(String streamArn) {
        running().dynamoDb().answerStale(streamArn);
    }

    /** Returns empty pages of a shard before its next records. */
    void emptyPages(String shardId, int count) {
        emptyShard = shardId;
        emptyPages = count;
    }

    void emptyStateTable() {
        if (stock) {
            return;
        }
        LocalState.DYNAMO_DB
                .scan(scan -> scan.tableName(stateTable))
                .items()
                .forEach(item -> LocalState.DYNAMO_DB.deleteItem(
                        delete -> delete.tableName(stateTable).key(Map.of("id", item.get("id")))));
    }

    /** Returns the number of gaps reported by this project's consumer. */
    int gaps() {
        return (int) (gaps + (instance == null || stock ? 0 : gapsOf(instance)));
    }

    /** Makes the first delivery of every tenth record fail. */
    void failEachTenthOnce() {
        failing = true;
    }

    void start() throws Exception {
        ConsumerUnderTest.Builder builder = ConsumerUnderTest.of(table)
                .stateTable(stateTable)
                .faults(faults)
                .route(this::receive);
        if (fromLatest) {
            builder.fromLatest();
        }
        if (queue) {
            builder.throughAQueue();
        }
        instance = stock ? builder.startStock() : builder.start();
        instance.streams().emptyPages(emptyShard, emptyPages);
        awaitFirstPoll(instance);
    }

    /** Stops the service like SIGTERM. */
    void stop() {
        if (instance != null) {
            release();
            instance.close();
            gone(instance);
            instance = null;
        }
    }

    /** Marks all undelivered records written so far as not due. */
    void forgetWritten() {
        notDue.addAll(table.written());
        notDue.removeAll(delivered());
    }

    /** Marks all records written so far, except the first ones, as not due. */
    void forgetWrittenAfter(int first) {
        List<String> written = table.written();
        notDue.addAll(written.subList(first, written.size()));
    }

    /** Returns the number of polls by the running service. */
    int polls() {
        return instance == null
                ? 0
                : instance.streams().polls().values().stream()
                        .mapToInt(List::size)
                        .sum();
    }

    /** Waits for a number of further polls. */
    void awaitPolls(int more) {
        int before = polls();
        eventually(() -> polls() >= before + more);
    }

    /** Waits for a number of further DescribeStream calls. */
    void awaitDescribed(int more) {
        int before = running().streams().describes();
        eventually(() -> running().streams().describes() >= before + more);
    }

    /** Waits for a shard's first checkpoint. */
    void awaitOpened() {
        if (!stock) {
            eventually(() -> LocalState.DYNAMO_DB
                            .scan(scan -> scan.tableName(stateTable))
                            .count()
                    > 1);
        }
    }

    /** Camel's own consumer may never reach the state. */
    private void eventually(Callable<Boolean> event) {
        if (stock) {
            happens(event);
        } else {
            Awaitility.await().until(event);
        }
    }

    /** Waits until all due records are delivered, or no more arrive. */
    void settle() {
        long lastProgress = System.nanoTime();
        for (int missing = lost(); missing > 0 && System.nanoTime() - lastProgress < idleLimit.toNanos(); ) {
            if (missesFewerThan(missing)) {
                missing = lost();
                lastProgress = System.nanoTime();
            }
        }
    }

    /** Waits for repeated deliveries, up to a limit. */
    void lookForRepeats() {
        int repeated = -1;
        while (repeated < repeated() && repeated < ENOUGH_REPEATS) {
            repeated = repeated();
            repeatsMoreThan(repeated);
        }
    }

    int written() {
        return due().size();
    }

    int lost() {
        List<String> lost = due();
        lost.removeAll(new HashSet<>(delivered()));
        return lost.size();
    }

    int repeated() {
        List<String> all = delivered();
        return all.size() - new HashSet<>(all).size();
    }

    @Override
    public void close() {
        stop();
    }

    private List<String> due() {
        List<String> due = new ArrayList<>(table.written());
        due.removeAll(notDue);
        return due;
    }

    private List<String> delivered() {
        List<String> all = new ArrayList<>(delivered);
        if (instance != null) {
            all.addAll(instance.delivered());
        }
        return all;
    }

    private boolean missesFewerThan(int missing) {
        return happens(() -> lost() < missing);
    }

    private boolean repeatsMoreThan(int repeated) {
        return happens(() -> repeated() > repeated);
    }

    private static boolean happens(Callable<Boolean> event) {
        try {
            Awaitility.await()
                    .pollInterval(5, TimeUnit.MILLISECONDS)
                    .atMost(250, TimeUnit.MILLISECONDS)
                    .until(event);
            return true;
        } catch (ConditionTimeoutException e) {
            return false;
        }
    }

    private ConsumerUnderTest running() {
        return Objects.requireNonNull(instance, "No service runs");
    }

    private void gone(ConsumerUnderTest ended) {
        delivered.addAll(ended.delivered());
        gaps += stock ? 0 : gapsOf(ended);
    }

    private static double gapsOf(ConsumerUnderTest some) {
        return some.meters().find("ddbstream.gaps").counters().stream()
                .mapToDouble(Counter::count)
                .sum();
    }

    private void receive(Exchange exchange) throws InterruptedException {
        gate.await();
        String id = exchange.getMessage().getBody(Record.class).eventID();
        if (failing && id.endsWith("3") && failedOnce.add(id)) {
            throw new IllegalStateException("A failure that passes");
        }
    }

    private static void awaitFirstPoll(ConsumerUnderTest started) {
        Awaitility.await().until(() -> !started.streams().polls().isEmpty());
    }
}
