package assignmentmailer.stream;

import assignmentmailer.stream.checkpoint.CheckpointStore;
import assignmentmailer.stream.delivery.RecordDispatcher;
import assignmentmailer.stream.reading.ReadBudget;
import assignmentmailer.stream.reading.ReadingObserver;
import assignmentmailer.stream.schedule.TaskRunner;
import assignmentmailer.stream.sim.LocalState;
import assignmentmailer.stream.sim.ScriptedFaults;
import assignmentmailer.stream.sim.SimulatedDynamoDb;
import assignmentmailer.stream.sim.SimulatedStreamsClient;
import assignmentmailer.stream.sim.SimulatedTable;
import assignmentmailer.stream.sim.VirtualTime;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.Record;

/** A complete reader of a simulated table, in virtual time and with production intervals. */
final class VirtualReader {
    private static final int PLACES = 16;
    private static final Duration BEGINS_LATE = Duration.ofMillis(1);

    private final MeterRegistry registry;
    private final List<String> delivered = new ArrayList<>();
    private final SimulatedStreamsClient streams;
    private final SimulatedDynamoDb dynamoDb;
    private final StreamReading reading;
    private boolean dead;

    private VirtualReader(Builder builder) {
        VirtualTime time = builder.time;
        registry = builder.registry;
        streams = new SimulatedStreamsClient(builder.table, builder.faults);
        dynamoDb = new SimulatedDynamoDb(builder.table, builder.faults, LocalState.DYNAMO_DB);
        TaskRunner runner = time.runner(() -> dead, BEGINS_LATE);
        StreamMeters meters = new StreamMeters(registry, builder.table.name(), "under-test");
        reading = new StreamReading(
                new StreamReading.Source(
                        builder.table.name(), builder.onlyNew, dynamoDb, streams, PLACES, builder.pageSize),
                builder.store,
                (record, whenEnded) -> builder.route.send(record, failure -> ended(record, failure, whenEnded)),
                StreamTimings.DEFAULT,
                new StreamReading.Runners(time, runner, runner, runner),
                new ReadBudget(builder.budget),
                meters,
                builder.observer == null ? meters : builder.observer);
        builder.prepare.accept(this);
    }

    static Builder of(SimulatedTable table, VirtualTime time, CheckpointStore store) {
        return new Builder(table, time, store);
    }

    SimulatedStreamsClient streams() {
        return streams;
    }

    SimulatedDynamoDb dynamoDb() {
        return dynamoDb;
    }

    /** Returns the keys of the records whose exchange succeeded, in order. */
    List<String> delivered() {
        return delivered;
    }

    List<String> problems() {
        return reading.health().problems();
    }

    boolean isDead() {
        return reading.health().isDead();
    }

    double gauge(String name) {
        return registry.get(name).gauge().value();
    }

    double count(String name) {
        return registry.get(name).counter().count();
    }

    double gaps() {
        return count("ddbstream.gaps");
    }

    void pause() {
        reading.dispatcher().pause();
    }

    void resume() {
        reading.dispatcher().resume();
    }

    /** Stops gracefully: the last checkpoints are written. */
    void stop() {
        reading.stop();
        reading.flush(Duration.ofSeconds(5));
        dead = true;
    }

    /** Ends like a crash: none of its tasks runs any more. */
    void crash() {
        dead = true;
    }

    private void ended(Record record, @Nullable Throwable failure, Consumer<@Nullable Throwable> whenEnded) {
        if (dead) {
            return;
        }
        if (failure == null) {
            delivered.add(record.eventID());
        }
        whenEnded.accept(failure);
    }

    /** Configures a reader. */
    static final class Builder {
        private final SimulatedTable table;
        private final VirtualTime time;
        private final CheckpointStore store;
        private ScriptedFaults faults = new ScriptedFaults();
        private boolean onlyNew;
        private int pageSize = 1_000;
        private long budget = 64_000_000;
        private RecordDispatcher.Route route = (record, whenEnded) -> whenEnded.accept(null);
        private @Nullable ReadingObserver observer;
        private MeterRegistry registry = new SimpleMeterRegistry();
        private Consumer<VirtualReader> prepare = reader -> {};

        private Builder(SimulatedTable table, VirtualTime time, CheckpointStore store) {
            this.table = table;
            this.time = time;
            this.store = store;
        }

        Builder fromLatest() {
            onlyNew = true;
            return this;
        }

        Builder faults(ScriptedFaults some) {
            faults = some;
            return this;
        }

        Builder pageSize(int records) {
            pageSize = records;
            return this;
        }

        Builder budget(long bytes) {
            budget = bytes;
            return this;
        }

        /** Sends each record to a route; {@code delivered()} collects those whose exchange succeeded. */
        Builder route(RecordDispatcher.Route some) {
            route = some;
            return this;
        }

        /** Sets an observer of polls, which may throw. */
        Builder observer(ReadingObserver some) {
            observer = some;
            return this;
        }

        Builder registry(MeterRegistry some) {
            registry = some;
            return this;
        }

        /** Runs an action on the reader before it starts. */
        Builder before(Consumer<VirtualReader> some) {
            prepare = some;
            return this;
        }

        VirtualReader start() {
            VirtualReader reader = new VirtualReader(this);
            reader.reading.start();
            return reader;
        }
    }
}
