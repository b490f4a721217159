package assignmentmailer.ledger;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Caches the entries that this process last wrote for mails that were certainly not sent, at most {@value #MOST}, which
 * saves the next claim a read. If another process has changed the entry meanwhile, the conditional write fails and the
 * claim reads it.
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
