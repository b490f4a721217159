package assignmentmailer.ledger;

import org.apache.camel.Exchange;
import org.apache.camel.spi.IdempotentRepository;
import org.apache.camel.support.service.ServiceSupport;

/** An idempotent repository of which only the methods with an exchange can be used, by an eager idempotent consumer. */
abstract class ExchangeRepository extends ServiceSupport implements IdempotentRepository {

    @Override
    public abstract boolean add(Exchange exchange, String key);

    @Override
    public abstract boolean confirm(Exchange exchange, String key);

    @Override
    public abstract boolean remove(Exchange exchange, String key);

    @Override
    public final boolean add(String key) {
        throw withoutExchange();
    }

    @Override
    public final boolean confirm(String key) {
        throw withoutExchange();
    }

    @Override
    public final boolean remove(String key) {
        throw withoutExchange();
    }

    /** Would be needed by an idempotent consumer that is not eager, which could not claim. */
    @Override
    public final boolean contains(String key) {
        throw new UnsupportedOperationException("The ledger works with an eager idempotent consumer only");
    }

    /** The ledger is the record of what was done: nothing that a route or a console calls may empty it. */
    @Override
    public final void clear() {
        throw new UnsupportedOperationException("The ledger is not to be emptied");
    }

    private static UnsupportedOperationException withoutExchange() {
        return new UnsupportedOperationException("The ledger needs the exchange, which tells one mail from another");
    }
}
