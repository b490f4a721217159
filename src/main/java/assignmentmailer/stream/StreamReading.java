package assignmentmailer.stream;

import assignmentmailer.stream.checkpoint.CheckpointStore;
import assignmentmailer.stream.checkpoint.CheckpointWriter;
import assignmentmailer.stream.delivery.RecordDispatcher;
import assignmentmailer.stream.reading.GapReporter;
import assignmentmailer.stream.reading.ReadBudget;
import assignmentmailer.stream.reading.ReadingContext;
import assignmentmailer.stream.reading.ReadingHealth;
import assignmentmailer.stream.reading.ReadingObserver;
import assignmentmailer.stream.reading.ServiceClock;
import assignmentmailer.stream.reading.StreamFollower;
import assignmentmailer.stream.schedule.TaskRunner;
import assignmentmailer.stream.schedule.TimeSource;
import java.time.Duration;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.streams.DynamoDbStreamsClient;

/** Wires the parts that read one table's stream. */
final class StreamReading {
    private final StreamFollower follower;
    private final RecordDispatcher dispatcher;
    private final CheckpointWriter checkpoints;
    private final ReadingHealth health;

    StreamReading(
            Source source,
            CheckpointStore store,
            RecordDispatcher.Route route,
            StreamTimings timings,
            Runners runners,
            ReadBudget budget,
            StreamMeters meters,
            ReadingObserver observer) {
        TimeSource time = runners.time;
        checkpoints =
                new CheckpointWriter(store, runners.checkpoints, time, timings.checkpoint(), meters::checkpointFailed);
        dispatcher = new RecordDispatcher(
                source.concurrency, runners.deliveries, time, route, timings.redelivery(), meters::redelivered);
        ReadingContext context = new ReadingContext(
                source.streams,
                time,
                new ServiceClock(time),
                runners.polls,
                dispatcher,
                checkpoints,
                budget,
                observer,
                new GapReporter(time, timings.timeouts().gapShown(), meters::gap),
                timings.pace(),
                timings.timeouts(),
                source.pageSize);
        follower = new StreamFollower(source.table, source.onlyNew, source.dynamoDb, store, context);
        health = new ReadingHealth(source.table, follower, context);
        meters.show(
                "ddbstream.age.seconds",
                "Age of the oldest unacknowledged change, read or not",
                () -> health.age().toMillis() / 1000.0);
        meters.show(
                "ddbstream.retention.left.seconds",
                "Time until the stream may forget that change, its retention without one",
                () -> health.retentionLeft().toMillis() / 1000.0);
        meters.show("ddbstream.shards.open", "Shards being read", health::openShards);
        meters.show("ddbstream.records.buffered", "Records read and not done", budget::records);
        meters.show("ddbstream.bytes.buffered", "Estimated heap size of these records", budget::bytes);
        meters.show("ddbstream.records.in.flight", "Exchanges in flight", dispatcher::inFlight);
    }

    void start() {
        follower.start();
    }

    /** Stops polling and starts no further exchange; exchanges in flight continue. */
    void stop() {
        dispatcher.pause();
        follower.stop();
    }

    /** Writes the unwritten checkpoints; no write starts after the limit. */
    void flush(Duration limit) {
        checkpoints.flush(limit);
    }

    RecordDispatcher dispatcher() {
        return dispatcher;
    }

    ReadingHealth health() {
        return health;
    }

    /**
     * The stream to read, and the limits of reading.
     *
     * @param onlyNew whether the first start skips records written before it
     * @param concurrency the most exchanges in flight
     * @param pageSize the most records per poll, 1 to 1000
     */
    record Source(
            String table,
            boolean onlyNew,
            DynamoDbClient dynamoDb,
            DynamoDbStreamsClient streams,
            int concurrency,
            int pageSize) {}

    /**
     * The clocks and the executors.
     *
     * @param polls runs calls to the stream
     * @param deliveries runs exchanges
     * @param checkpoints runs checkpoint writes
     */
    record Runners(TimeSource time, TaskRunner polls, TaskRunner deliveries, TaskRunner checkpoints) {}
}
