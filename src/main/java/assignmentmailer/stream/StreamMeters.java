package assignmentmailer.stream;

import assignmentmailer.stream.reading.ReadingObserver;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** Publishes the metrics of one route's reader. */
final class StreamMeters implements ReadingObserver {
    private final MeterRegistry registry;
    private final Tags tags;
    private final List<Meter> meters = new ArrayList<>();
    private final Counter records;
    private final Counter polls;
    private final Counter failedPolls;
    private final Counter redeliveries;
    private final Counter failedCheckpoints;
    private final Counter gaps;

    StreamMeters(MeterRegistry registry, String table, String routeId) {
        this.registry = registry;
        this.tags = Tags.of("table", table, "route", routeId);
        records = counter("ddbstream.records", "Records read");
        polls = counter("ddbstream.polls", "GetRecords calls");
        failedPolls = counter("ddbstream.polls.failed", "GetRecords calls that failed");
        redeliveries = counter("ddbstream.redeliveries", "Failed exchanges whose record is redelivered");
        failedCheckpoints = counter("ddbstream.checkpoints.failed", "Checkpoints that could not be written");
        gaps = counter("ddbstream.gaps", "Times that records may have been lost unread");
    }

    @Override
    public void polled(int count) {
        polls.increment();
        records.increment(count);
    }

    @Override
    public void pollFailed(String shardId, Throwable failure) {
        polls.increment();
        failedPolls.increment();
    }

    void redelivered() {
        redeliveries.increment();
    }

    void checkpointFailed() {
        failedCheckpoints.increment();
    }

    void gap() {
        gaps.increment();
    }

    /** Registers a gauge, evaluated whenever metrics are read. */
    void show(String name, String description, Supplier<Number> value) {
        meters.add(Gauge.builder(name, value)
                .description(description)
                .tags(tags)
                .strongReference(true)
                .register(registry));
    }

    /** Removes all meters from the registry. */
    void remove() {
        meters.forEach(registry::remove);
        meters.clear();
    }

    private Counter counter(String name, String description) {
        Counter counter =
                Counter.builder(name).description(description).tags(tags).register(registry);
        meters.add(counter);
        return counter;
    }
}
