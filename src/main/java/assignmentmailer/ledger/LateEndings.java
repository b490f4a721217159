package assignmentmailer.ledger;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Keeps the endings of claims that the state table would not take yet; no more of them than exchanges at once, for no
 * key is claimed again before its ending is written.
 */
final class LateEndings {
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
     * How a claim ended.
     *
     * @param claimedNanos when the claim was begun, by the monotonic clock
     */
    record Ending(LedgerEntry claim, LedgerEntry end, long claimedNanos) {}
}
