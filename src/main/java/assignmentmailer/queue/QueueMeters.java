package assignmentmailer.queue;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.camel.support.service.ServiceSupport;
import org.jspecify.annotations.Nullable;

/** Publishes the metrics of the queue: receives, messages, failures, and the messages in flight. */
public final class QueueMeters extends ServiceSupport {
    private final Supplier<Optional<MeterRegistry>> source;
    private final Tags tags;
    private final MessagesInFlight inFlight;
    private MeterRegistry registry = new SimpleMeterRegistry();
    private volatile @Nullable Duration retention;

    /** @param registry resolved at the start; empty when metrics are off */
    public QueueMeters(Supplier<Optional<MeterRegistry>> registry, String queue, MessagesInFlight inFlight) {
        this.source = registry;
        this.tags = Tags.of("queue", queue);
        this.inFlight = inFlight;
    }

    @Override
    protected void doStart() {
        registry = source.get().orElse(registry);
        counter("queue.receives", "ReceiveMessage calls that succeeded", tags);
        counter("queue.messages", "Messages received", tags);
        Gauge.builder("queue.age.seconds", () -> inFlight.oldest().toMillis() / 1000.0)
                .description("Time since the oldest message in flight was sent to the queue, 0 without one")
                .tags(tags)
                .register(registry);
        Gauge.builder("queue.retention.left.seconds", this::retentionLeft)
                .description("Time until the queue may forget the oldest message in flight, its retention without one")
                .tags(tags)
                .register(registry);
        Gauge.builder("queue.messages.in.flight", inFlight::size)
                .description("Messages received and not done, those that wait for a retry included")
                .tags(tags)
                .register(registry);
    }

    /** Notes for how long the queue keeps a message that nobody deletes. */
    public void keeps(Duration time) {
        retention = time;
    }

    /** Returns seconds, not a number until the queue was found. */
    private double retentionLeft() {
        Duration kept = retention;
        return kept == null
                ? Double.NaN
                : Math.max(0, kept.minus(inFlight.oldest()).toMillis() / 1000.0);
    }

    void received(int messages) {
        counter("queue.receives", "ReceiveMessage calls that succeeded", tags).increment();
        counter("queue.messages", "Messages received", tags).increment(messages);
    }

    void failed(String call) {
        counter("queue.failures", "Calls to the queue that failed", tags.and("call", call))
                .increment();
    }

    private Counter counter(String name, String description, Tags all) {
        return Counter.builder(name).description(description).tags(all).register(registry);
    }
}
