package assignmentmailer;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.Record;

/**
 * Delivers records to a route like the stream's consumer, with redelivery on the route's request until they are done.
 */
final class Deliveries {
    private static final String STREAM = "direct:stream";
    private static final int MOST = 10_000;

    private final ProducerTemplate producer;

    Deliveries(ProducerTemplate producer) {
        this.producer = producer;
    }

    /** Delivers a record until it is done; throws when it fails without a redelivery request. */
    void untilDone(Record record) {
        untilDone(record, null);
    }

    void untilDone(Record record, @Nullable Instant expires) {
        for (int delivery = 0; delivery < MOST; delivery++) {
            Exchange exchange = once(record, expires);
            if (exchange.getException() == null) {
                return;
            }
            Long delay = exchange.getProperty(Exchange.REDELIVERY_DELAY, Long.class);
            if (delay == null) {
                throw new AssertionError("failed for good", exchange.getException());
            }
            LockSupport.parkNanos(Duration.ofMillis(delay).toNanos());
        }
        throw new AssertionError("still not done after " + MOST + " deliveries");
    }

    CompletableFuture<Void> untilDoneElsewhere(Record record) {
        return CompletableFuture.runAsync(() -> untilDone(record));
    }

    /** Delivers a record once. */
    Exchange once(Record record) {
        return once(record, null);
    }

    Exchange once(Record record, @Nullable Instant expires) {
        return producer.send(STREAM, exchange -> {
            exchange.getMessage().setBody(record);
            exchange.getMessage().setHeader("CamelAwsDdbStreamExpires", expires);
        });
    }
}
