package assignmentmailer.command.backfill;

import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * Counts what comes of a kind, and keeps the first ten ids of each. Thread-safe.
 *
 * @param <K> the kinds
 */
public final class Tally<K extends Enum<K>> {
    static final int IDS = 10;

    private final Map<K, Kind> kinds;

    Tally(Class<K> kinds) {
        this.kinds = new EnumMap<>(kinds);
        for (K kind : kinds.getEnumConstants()) {
            this.kinds.put(kind, new Kind());
        }
    }

    synchronized void add(K kind, String id) {
        Kind counted = kinds.getOrDefault(kind, new Kind());
        counted.count++;
        if (counted.ids.size() < IDS) {
            counted.ids.add(id);
        }
    }

    /** Returns the number of one kind. */
    public synchronized long count(K kind) {
        return kinds.getOrDefault(kind, new Kind()).count;
    }

    /** Returns the first ids of one kind. */
    public synchronized List<String> ids(K kind) {
        return List.copyOf(kinds.getOrDefault(kind, new Kind()).ids);
    }

    /** Returns the number of all kinds together. */
    public synchronized long total() {
        return kinds.values().stream().mapToLong(kind -> kind.count).sum();
    }

    private static final class Kind {
        private long count;
        private final List<String> ids = Collections.synchronizedList(new ArrayList<>());
    }
}
