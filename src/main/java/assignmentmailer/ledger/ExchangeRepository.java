package assignmentmailer.ledger;

import org.apache.camel.Exchange;
import org.apache.camel.spi.IdempotentRepository;
import org.apache.camel.support.service.ServiceSupport;

/** An idempotent repository that supports only the methods with an exchange, for an eager idempotent consumer. */
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

    /** Unsupported: only a non-eager idempotent consumer calls this, and it could not claim. */
    @Override
    public final boolean contains(String key) {
        throw new UnsupportedOperationException("The ledger requires an idempotent consumer with completionEager");
    }

    /** Unsupported: the ledger is the permanent record of mails, and no route or console may clear it. */
    @Override
    public final void clear() {
        throw new UnsupportedOperationException("The ledger cannot be cleared");
    }

    private static UnsupportedOperationException withoutExchange() {
        return new UnsupportedOperationException("The ledger requires the methods with an exchange");
    }
}
