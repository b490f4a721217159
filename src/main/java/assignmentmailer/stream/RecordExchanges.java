package assignmentmailer.stream;

import assignmentmailer.stream.delivery.RecordDispatcher;
import assignmentmailer.stream.delivery.RedeliveryRequest;
import assignmentmailer.stream.reading.Retention;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.camel.AsyncProcessor;
import org.apache.camel.Exchange;
import org.apache.camel.RollbackExchangeException;
import org.apache.camel.component.aws2.ddbstream.Ddb2StreamConstants;
import org.apache.camel.spi.Synchronization;
import org.apache.camel.support.SynchronizationAdapter;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.Record;

/**
 * Sends records through a route as exchanges, each of which has ended when its unit of work is over.
 *
 * <p>Where a step hands the exchange over, as {@code seda} does, Camel hands the end of its unit of work over with it. A route
 * that sets the property {@link Exchange#REDELIVERY_DELAY} has a record that failed delivered again after that time.
 */
final class RecordExchanges implements RecordDispatcher.Route {
    /** The header with the {@link Instant} after which the stream no longer has the record. */
    static final String EXPIRES = "CamelAwsDdbStreamExpires";

    private final Supplier<Exchange> exchanges;
    private final Consumer<Exchange> whenOver;
    private final AsyncProcessor route;

    /**
     * @param exchanges makes new exchanges
     * @param whenOver told of each exchange that the route has returned
     */
    RecordExchanges(Supplier<Exchange> exchanges, Consumer<Exchange> whenOver, AsyncProcessor route) {
        this.exchanges = exchanges;
        this.whenOver = whenOver;
        this.route = route;
    }

    @Override
    public void send(Record record, Consumer<@Nullable Throwable> whenEnded) {
        Exchange exchange = exchanges.get();
        exchange.getMessage().setBody(record, Record.class);
        exchange.getMessage().setHeader(Ddb2StreamConstants.EVENT_SOURCE, record.eventSource());
        exchange.getMessage().setHeader(Ddb2StreamConstants.EVENT_ID, record.eventID());
        exchange.getMessage().setHeader(EXPIRES, expiry(record));
        Synchronization end = new End(whenEnded);
        exchange.getExchangeExtension().addOnCompletion(end);
        route.process(exchange, doneSync -> {
            // A route that refuses the exchange, since it is stopping, has not begun a unit of work.
            if (exchange.getExchangeExtension().containsOnCompletion(end)) {
                whenEnded.accept(failure(exchange));
            }
            whenOver.accept(exchange);
        });
    }

    private static @Nullable Instant expiry(Record record) {
        Instant written = record.dynamodb().approximateCreationDateTime();
        return written == null ? null : written.plus(Retention.KEPT);
    }

    private static @Nullable Throwable failure(Exchange exchange) {
        Exception failure = exchange.getException() == null && exchange.isRollbackOnly()
                ? new RollbackExchangeException(exchange)
                : exchange.getException();
        Long delay = exchange.getProperty(Exchange.REDELIVERY_DELAY, Long.class);
        return failure == null || delay == null ? failure : new RedeliveryRequest(Duration.ofMillis(delay), failure);
    }

    /** The end of an exchange's unit of work, wherever that is. */
    private static final class End extends SynchronizationAdapter {
        private final Consumer<@Nullable Throwable> whenEnded;

        End(Consumer<@Nullable Throwable> whenEnded) {
            this.whenEnded = whenEnded;
        }

        @Override
        public void onDone(Exchange exchange) {
            whenEnded.accept(failure(exchange));
        }
    }
}
