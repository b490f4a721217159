package assignmentmailer.stream;

import static org.assertj.core.api.Assertions.assertThat;

import assignmentmailer.stream.delivery.RedeliveryRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.apache.camel.AsyncCallback;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.AsyncProcessorSupport;
import org.apache.camel.support.DefaultExchange;
import org.apache.camel.support.UnitOfWorkHelper;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.model.Record;
import software.amazon.awssdk.services.dynamodb.model.StreamRecord;

class RecordExchangesTest {
    private final DefaultCamelContext context = new DefaultCamelContext();
    private final List<Optional<Throwable>> ended = new ArrayList<>();
    private final List<Exchange> over = new ArrayList<>();

    @AfterEach
    void stop() {
        context.stop();
    }

    /** The record would hold its place, and the stop of the route, for ever. */
    @Test
    void anExchangeThatTheRouteRefusesHasEndedAndFailed() {
        send(exchange -> exchange.setException(new RejectedExecutionException("stopping")));

        assertThat(ended)
                .singleElement()
                .satisfies(end -> assertThat(end).get().isInstanceOf(RejectedExecutionException.class));
        assertThat(over).hasSize(1);
    }

    @Test
    void anExchangeHasEndedWhenItsUnitOfWorkIsOverWheneverTheRouteReturnsIt() {
        List<Exchange> handedOver = new ArrayList<>();
        send(exchange -> {
            handedOver.add(exchange.copy());
            exchange.getExchangeExtension().handoverCompletions(handedOver.get(0));
        });
        assertThat(over).hasSize(1);
        assertThat(ended).isEmpty();

        UnitOfWorkHelper.doneSynchronizations(
                handedOver.get(0), handedOver.get(0).getExchangeExtension().handoverCompletions());

        assertThat(ended).containsExactly(Optional.empty());
    }

    @Test
    void aFailedExchangeIsDeliveredAgainAfterTheTimeThatTheRouteSays() {
        send(exchange -> {
            exchange.setException(new IllegalStateException("held"));
            exchange.setProperty(Exchange.REDELIVERY_DELAY, 1_234L);
        });

        assertThat(ended).singleElement().satisfies(end -> assertThat(end)
                .get()
                .isInstanceOfSatisfying(RedeliveryRequest.class, request -> assertThat(request.delay())
                        .isEqualTo(Duration.ofMillis(1_234))));
    }

    private void send(Consumer<Exchange> route) {
        RecordExchanges exchanges =
                new RecordExchanges(() -> new DefaultExchange(context), over::add, processor(route));
        exchanges.send(
                Record.builder().dynamodb(StreamRecord.builder().build()).build(),
                failure -> ended.add(Optional.ofNullable(failure)));
    }

    private static AsyncProcessorSupport processor(Consumer<Exchange> route) {
        return new AsyncProcessorSupport() {
            @Override
            public boolean process(Exchange exchange, AsyncCallback callback) {
                route.accept(exchange);
                callback.done(true);
                return true;
            }
        };
    }
}
