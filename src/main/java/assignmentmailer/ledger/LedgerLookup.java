package assignmentmailer.ledger;

import assignmentmailer.state.StateTable;
import java.util.Optional;

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

    /** Returns the id of a key's item in the state table. */
    public String idOf(String key) {
        return prefix + key;
    }
}
