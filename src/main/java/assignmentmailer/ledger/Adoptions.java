package assignmentmailer.ledger;

import assignmentmailer.state.StateTable;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/** Notes candidates as handled elsewhere, each by one conditional write that leaves any entry as it is. */
public final class Adoptions {
    private final EntryStore entries;
    private final Instant began;
    private final String owner = UUID.randomUUID() + "/adoption";

    /**
     * @param table created when missing
     * @param prefix the prefix of the ids of the ledger's items
     * @param began when the adoption began, a whole second: records of that second or later are mailed
     */
    public Adoptions(StateTable table, String prefix, Instant began) {
        this(new StateTableStore(table, prefix), began);
    }

    Adoptions(EntryStore entries, Instant began) {
        this.entries = entries;
        this.began = began;
    }

    /**
     * Adopts the candidate of a key.
     *
     * @return false when the ledger has an entry already
     * @throws LedgerUnavailableException when it is uncertain whether the entry was written; try again
     */
    public boolean adopt(String key) {
        return entries.replace(key, Optional.empty(), LedgerEntry.adopted(owner, began))
                .isEmpty();
    }
}
