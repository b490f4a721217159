package assignmentmailer.ledger;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Remembers what this process last wrote of keys whose mail certainly was not sent, at most {@value #MOST} of them, so
 * that the next claim need not read it. Should another have changed it meanwhile, that claim fails and reads.
 */
final class FailedEntries {
    static final int MOST = 1_000;

    private final Map<String, LedgerEntry> entries = new LinkedHashMap<>();

    synchronized void keep(String key, LedgerEntry entry) {
        entries.remove(key);
        if (entry.status() == LedgerStatus.FAILED && entry.maybeSent() == 0) {
            entries.put(key, entry);
        }
        if (entries.size() > MOST) {
            entries.remove(entries.keySet().iterator().next());
        }
    }

    synchronized Optional<LedgerEntry> take(String key) {
        return Optional.ofNullable(entries.remove(key));
    }
}
