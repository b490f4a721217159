package assignmentmailer.ledger;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** An in-memory entry store with a hook before each write. */
class EntryStoreInMemory implements EntryStore {
    private final Map<String, LedgerEntry> entries = new HashMap<>();
    private Runnable beforeWrite = () -> {};
    private int writes;

    void beforeWrite(Runnable hook) {
        beforeWrite = hook;
    }

    LedgerEntry get(String key) {
        return find(key).orElseThrow();
    }

    int writes() {
        return writes;
    }

    @Override
    public synchronized Optional<LedgerEntry> find(String key) {
        return Optional.ofNullable(entries.get(key));
    }

    @Override
    public synchronized Optional<LedgerEntry> replace(String key, Optional<LedgerEntry> expected, LedgerEntry next) {
        beforeWrite.run();
        writes++;
        Optional<LedgerEntry> found = find(key);
        if (found.isEmpty() || expected.isPresent() && isExpected(found.get(), expected.get(), next)) {
            entries.put(key, next.with(found.map(LedgerEntry::events).orElse(MailEvents.NONE)));
            return Optional.empty();
        }
        return found.filter(entry -> !entry.is(next));
    }

    @Override
    public synchronized Optional<LedgerEntry> note(String key, LedgerEntry expected, LedgerEntry next) {
        beforeWrite.run();
        writes++;
        Optional<LedgerEntry> found = find(key);
        boolean isExpected = found.filter(
                        entry -> entry.is(expected) && entry.events().equals(expected.events()))
                .isPresent();
        if (isExpected) {
            entries.put(key, next);
            return Optional.empty();
        }
        return found.filter(entry -> !entry.equals(next));
    }

    private static boolean isExpected(LedgerEntry found, LedgerEntry expected, LedgerEntry next) {
        return found.is(expected)
                && (next.status() != LedgerStatus.CLAIMED || found.events().equals(expected.events()));
    }
}
