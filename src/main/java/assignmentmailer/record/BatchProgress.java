package assignmentmailer.record;

import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangePropertyKey;
import org.apache.camel.Processor;
import org.apache.camel.support.SynchronizationAdapter;

/**
 * Passes over the records of a batch that ended when the batch was processed before: while one of its mails waits, the
 * whole batch is processed again and again, and each time would write its dead letters anew.
 *
 * <p>As the first step for each record, this processor observes the end of the record's exchange. It remembers in memory:
 * after a restart each record is processed once more, which the ledger allows for.
 */
public final class BatchProgress implements Processor {
    /** The exchange property that identifies a batch, the same each time it is processed. */
    private static final String BATCH = "batch";

    /** More than wait at once in a queue's process; a folder's oldest batches are forgotten. */
    private static final int MOST_BATCHES = 10_000;

    /** The indexes of the ended records by batch, the oldest batch first. */
    private final Map<String, BitSet> ended = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, BitSet> eldest) {
            return size() > MOST_BATCHES;
        }
    };

    @Override
    public void process(Exchange exchange) {
        int size = exchange.getProperty(ExchangePropertyKey.SPLIT_SIZE, 1, Integer.class);
        String batch = exchange.getProperty(BATCH, String.class);
        if (size == 1 || batch == null) {
            return;
        }
        int index = exchange.getProperty(ExchangePropertyKey.SPLIT_INDEX, Integer.class);
        if (hasEnded(batch, index)) {
            exchange.setRouteStop(true);
            forgetAtTheEnd(batch, index, size);
        } else {
            exchange.getExchangeExtension().addOnCompletion(new SynchronizationAdapter() {
                @Override
                public void onComplete(Exchange done) {
                    ended(batch, index);
                    forgetAtTheEnd(batch, index, size);
                }
            });
        }
    }

    private synchronized boolean hasEnded(String batch, int index) {
        BitSet indexes = ended.get(batch);
        return indexes != null && indexes.get(index);
    }

    private synchronized void ended(String batch, int index) {
        ended.computeIfAbsent(batch, first -> new BitSet()).set(index);
    }

    /** Forgets a batch with its last record, once all have ended: an operator may replay the same file later. */
    private synchronized void forgetAtTheEnd(String batch, int index, int size) {
        BitSet indexes = ended.get(batch);
        if (index == size - 1 && indexes != null && indexes.cardinality() == size) {
            ended.remove(batch);
        }
    }

    /** Returns the number of batches that are remembered. */
    synchronized int size() {
        return ended.size();
    }
}
