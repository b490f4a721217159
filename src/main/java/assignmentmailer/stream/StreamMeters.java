package assignmentmailer.stream;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** What the reader of one table counts and shows. */
final class StreamMeters {
    private static final String TABLE = "table";

    private final MeterRegistry registry;
    private final String table;
    private final List<Meter> meters = new ArrayList<>();
    private final Counter records;
    private final Counter polls;
    private final Counter failedPolls;
    private final Counter redeliveries;
    private final Counter gaps;

    StreamMeters(MeterRegistry registry, String table) {
        this.registry = registry;
        this.table = table;
        records = counter("ddbstream.records", "Records read");
        polls = counter("ddbstream.polls", "GetRecords calls");
        failedPolls = counter("ddbstream.polls.failed", "GetRecords calls that failed");
        redeliveries = counter("ddbstream.redeliveries", "Deliveries that failed and come again");
        gaps = counter("ddbstream.gaps", "Times that records may have been lost before they were read");
    }

    void polled(int count) {
        polls.increment();
        records.increment(count);
    }

    void pollFailed() {
        polls.increment();
        failedPolls.increment();
    }

    void redelivered() {
        redeliveries.increment();
    }

    void gap() {
        gaps.increment();
    }

    /** Shows a value that is asked for whenever the metrics are read. */
    void show(String name, String description, Supplier<Number> value) {
        meters.add(Gauge.builder(name, value)
                .description(description)
                .tag(TABLE, table)
                .strongReference(true)
                .register(registry));
    }

    /** Takes all of them out of the registry. */
    void remove() {
        meters.forEach(registry::remove);
        meters.clear();
    }

    private Counter counter(String name, String description) {
        Counter counter =
                Counter.builder(name).description(description).tag(TABLE, table).register(registry);
        meters.add(counter);
        return counter;
    }
}
