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
 * Sends records through a route as exchanges; an exchange has ended when its unit of work is done.
 *
 * <p>A step that hands the exchange over, such as {@code seda}, also hands over the end of the unit of work. For an
 * exchange that failed with the property {@link Exchange#REDELIVERY_DELAY}, the record is redelivered after that delay.
 */
final class RecordExchanges implements RecordDispatcher.Route {
    /** The header with the {@link Instant} after which the stream may trim the record. */
    static final String EXPIRES = "CamelAwsDdbStreamExpires";

    private final Supplier<Exchange> exchanges;
    private final Consumer<Exchange> whenOver;
    private final AsyncProcessor route;

    /**
     * @param exchanges creates exchanges
     * @param whenOver called with each exchange after the route has returned it
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
            // A stopping route refuses the exchange before its unit of work begins.
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

    /** Reports the end of an exchange's unit of work, on any thread. */
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
