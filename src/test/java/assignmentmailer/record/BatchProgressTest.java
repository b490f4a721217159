package assignmentmailer.record;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangePropertyKey;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.apache.camel.support.UnitOfWorkHelper;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class BatchProgressTest {
    private final CamelContext context = new DefaultCamelContext();
    private final BatchProgress progress = new BatchProgress();

    @Test
    void passesOverTheRecordsThatEndedWhenTheBatchWasProcessedBefore() {
        process("a", 0, 2, true);
        process("a", 1, 2, false);

        assertThat(process("a", 0, 2, true)).as("the first record").isFalse();
        assertThat(process("a", 1, 2, false)).as("the second record").isTrue();
    }

    @Test
    void distinguishesBatches() {
        process("a", 0, 2, true);

        assertThat(process("b", 0, 2, true)).isTrue();
    }

    /** An operator may put the same file there once more. */
    @Test
    void forgetsABatchWithItsLastRecordOnceAllHaveEnded() {
        process("a", 0, 2, false);
        process("a", 1, 2, true);
        process("a", 0, 2, true);
        assertThat(progress.size())
                .as("before the second record is passed over")
                .isEqualTo(1);

        assertThat(process("a", 1, 2, true)).isFalse();

        assertThat(progress.size()).isZero();
        assertThat(process("a", 0, 2, true)).isTrue();
        assertThat(process("a", 1, 2, true)).isTrue();
        assertThat(progress.size()).isZero();
    }

    @Test
    void remembersNothingOfASingleRecordOrOfABatchWithoutAName() {
        process("a", 0, 1, true);
        process(null, 0, 2, true);

        assertThat(process("a", 0, 1, true)).isTrue();
        assertThat(progress.size()).isZero();
    }

    @Test
    void forgetsTheOldestOfTooManyBatches() {
        for (int i = 0; i <= 10_000; i++) {
            process("batch-" + i, 0, 2, true);
        }

        assertThat(progress.size()).isEqualTo(10_000);
        assertThat(process("batch-0", 0, 2, false)).isTrue();
        assertThat(process("batch-1", 0, 2, false)).isFalse();
    }

    /** Returns whether the record goes on. */
    private boolean process(@Nullable String batch, int index, int size, boolean succeeds) {
        Exchange exchange = new DefaultExchange(context);
        exchange.setProperty("batch", batch);
        exchange.setProperty(ExchangePropertyKey.SPLIT_INDEX, index);
        exchange.setProperty(ExchangePropertyKey.SPLIT_SIZE, size);
        progress.process(exchange);
        if (!succeeds) {
            exchange.setException(new IllegalStateException("waits"));
        }
        UnitOfWorkHelper.doneSynchronizations(
                exchange, exchange.getExchangeExtension().handoverCompletions());
        return !exchange.isRouteStop();
    }
}
