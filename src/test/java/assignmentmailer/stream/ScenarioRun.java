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

/** Where a scenario is played: a simulated table, one service that reads it, and a tally of what came through. */
final class ScenarioRun implements AutoCloseable {
    private static final int ENOUGH_REPEATS = 1_000;

    private final boolean stock;
    private final boolean fromLatest;
    private final Duration patience;
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

    /** @param patience how long to wait without any progress before what is missing counts as lost */
    ScenarioRun(boolean stock, boolean fromLatest, Duration patience) {
        this.stock = stock;
        this.fromLatest = fromLatest;
        this.patience = patience;
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

    /** Lets exchanges wait from now on until they are released. */
    void hold() {
        gate = new CountDownLatch(1);
    }

    void release() {
        gate.countDown();
    }

    /** Lets the route hand each exchange over to a queue. */
    void throughAQueue() {
        queue = true;
    }

    /** Has another service read the table to its present end, with the same state table. */
    void letAnotherServiceRead() throws Exception {
        try (ConsumerUnderTest other = ConsumerUnderTest.of(table)
                .service("another-service")
                .stateTable(stateTable)
                .start()) {
            Awaitility.await().until(() -> new HashSet<>(other.delivered()).containsAll(table.written()));
        }
    }

    /** Ends the service as a crash does. */
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

    /** Suspends the route and starts it, as a console does. */
    void suspendAndStart() throws Exception {
        running().context().getRouteController().suspendRoute("under-test");
        running().context().getRouteController().startRoute("under-test");
    }

    /** Lets an answer about the table name an older stream. */
    void answerStale(String streamArn) {
        running().dynamoDb().answerStale(streamArn);
    }

    /** Gives empty pages of a shard before its next records. */
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

    /** Returns how often this project's consumer told that records may be lost. */
    int gaps() {
        return (int) (gaps + (instance == null || stock ? 0 : gapsOf(instance)));
    }

    /** Lets each tenth record fail when it is delivered for the first time. */
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

    /** Stops the service as SIGTERM does. */
    void stop() {
        if (instance != null) {
            release();
            instance.close();
            gone(instance);
            instance = null;
        }
    }

    /** Takes all that was written by now, unless it was delivered, as nothing that is due. */
    void forgetWritten() {
        notDue.addAll(table.written());
        notDue.removeAll(delivered());
    }

    /** Takes all but the first that were written by now as nothing that is due. */
    void forgetWrittenAfter(int first) {
        List<String> written = table.written();
        notDue.addAll(written.subList(first, written.size()));
    }

    /** Returns how often the stream has been polled by the service that runs. */
    int polls() {
        return instance == null
                ? 0
                : instance.streams().polls().values().stream()
                        .mapToInt(List::size)
                        .sum();
    }

    /** Waits until the service has polled the stream so often again. */
    void awaitPolls(int more) {
        int before = polls();
        eventually(() -> polls() >= before + more);
    }

    /** Waits until the service has described the stream so often again. */
    void awaitDescribed(int more) {
        int before = running().streams().describes();
        eventually(() -> running().streams().describes() >= before + more);
    }

    /** Waits until a checkpoint says that a shard has been opened. */
    void awaitOpened() {
        if (!stock) {
            eventually(() -> LocalState.DYNAMO_DB
                            .scan(scan -> scan.tableName(stateTable))
                            .count()
                    > 1);
        }
    }

    /** Camel's own consumer may never get there. */
    private void eventually(Callable<Boolean> event) {
        if (stock) {
            happens(event);
        } else {
            Awaitility.await().until(event);
        }
    }

    /** Waits until all that is due is delivered, or nothing of it comes any more. */
    void settle() {
        long lastProgress = System.nanoTime();
        for (int missing = lost(); missing > 0 && System.nanoTime() - lastProgress < patience.toNanos(); ) {
            if (missesFewerThan(missing)) {
                missing = lost();
                lastProgress = System.nanoTime();
            }
        }
    }

    /** Waits for what may come too often, though not for ever. */
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
