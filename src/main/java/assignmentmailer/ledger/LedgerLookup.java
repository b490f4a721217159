package assignmentmailer.ledger;

import assignmentmailer.state.StateTable;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Looks up entries of the ledger; writes nothing, not even a missing table. */
public final class LedgerLookup {
    private final StateTable table;
    private final String prefix;

    /** @param prefix the prefix of the ids of the ledger's items */
    public LedgerLookup(StateTable table, String prefix) {
        this.table = table;
        this.prefix = prefix;
    }

    /**
     * Returns the entry of a key by one consistent read, empty when there is none.
     *
     * @throws LedgerRefusedException when the item is no entry, for example after a change by hand
     * @throws software.amazon.awssdk.core.exception.SdkException when the table cannot be read
     */
    public Optional<LedgerEntry> find(String key) {
        return Optional.of(table.readIfThere(idOf(key)))
                .filter(item -> !item.isEmpty())
                .map(StateTableStore::entry);
    }

    /**
     * Returns the entries of several keys, by reads that may be a moment old. Those that DynamoDB did not read this time
     * are to be asked for again.
     *
     * @param keys at most 100
     * @throws software.amazon.awssdk.core.exception.SdkException when the table cannot be read
     */
    public Found findSome(Collection<String> keys) {
        StateTable.Batch batch = table.readSome(keys.stream().map(this::idOf).toList());
        Map<String, Optional<LedgerEntry>> entries = new HashMap<>();
        batch.items().forEach((id, item) -> entries.put(id.substring(prefix.length()), readable(item)));
        return new Found(
                entries,
                batch.unread().stream().map(id -> id.substring(prefix.length())).toList());
    }

    private static Optional<LedgerEntry> readable(Map<String, AttributeValue> item) {
        try {
            return Optional.of(StateTableStore.entry(item));
        } catch (LedgerRefusedException noEntry) {
            return Optional.empty();
        }
    }

    /**
     * The answer for several keys.
     *
     * @param entries by key; without keys that have none, and with an empty value for an item that is no entry
     * @param unread the keys that were not read
     */
    public record Found(Map<String, Optional<LedgerEntry>> entries, List<String> unread) {}

    /** Returns the id of a key's item in the state table. */
    public String idOf(String key) {
        return prefix + key;
    }
}
