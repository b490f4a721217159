package assignmentmailer.ledger;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Holds the endings of claims that are not written to the state table yet. Their number is bounded by the concurrent
 * exchanges: a key is not claimed again before its ending is written.
 */
final class UnwrittenEndings {
    private final Map<String, Ending> unwritten = new ConcurrentHashMap<>();

    void add(String key, Ending ending) {
        unwritten.put(key, ending);
    }

    Optional<Ending> of(String key) {
        return Optional.ofNullable(unwritten.get(key));
    }

    void remove(String key, Ending ending) {
        unwritten.remove(key, ending);
    }

    Map<String, Ending> all() {
        return Map.copyOf(unwritten);
    }

    /**
     * The end of a claim: the entry to write in its place.
     *
     * @param claimedNanos the start of the claim, by the monotonic clock
     */
    record Ending(LedgerEntry claim, LedgerEntry end, long claimedNanos) {}
}
