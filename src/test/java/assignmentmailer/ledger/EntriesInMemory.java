package assignmentmailer.ledger;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** The state table as a map, with a hook that runs before each write. */
class EntriesInMemory implements Entries {
    private final Map<String, Entry> entries = new HashMap<>();
    private Runnable beforeWrite = () -> {};
    private int writes;

    void beforeWrite(Runnable hook) {
        beforeWrite = hook;
    }

    Entry get(String key) {
        return Optional.ofNullable(entries.get(key)).orElseThrow();
    }

    int writes() {
        return writes;
    }

    @Override
    public Optional<Entry> replace(String key, Optional<Entry> expected, Entry next) {
        beforeWrite.run();
        writes++;
        Optional<Entry> found = Optional.ofNullable(entries.get(key));
        if (found.isEmpty() || found.equals(expected)) {
            entries.put(key, next);
            return Optional.empty();
        }
        return found.filter(entry -> !entry.equals(next));
    }
}
