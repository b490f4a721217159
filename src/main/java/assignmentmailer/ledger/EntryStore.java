package assignmentmailer.ledger;

import java.util.Optional;

/** Keeps the ledger's entries, changed one at a time by compare and set. */
interface EntryStore {

    /**
     * Writes an entry if what is there is what was expected. A write that turns out to have happened before, because
     * its answer was lost on the way, counts as written.
     *
     * @param expected what must be there, empty for nothing
     * @return what is there instead, empty when {@code next} was written
     * @throws LedgerUnavailableException when it is uncertain whether {@code next} was written
     * @throws LedgerRefusedException when the table refuses this entry, and may take others
     */
    Optional<LedgerEntry> replace(String key, Optional<LedgerEntry> expected, LedgerEntry next);

    /**
     * Returns what is there.
     *
     * @throws LedgerUnavailableException when it cannot be read
     */
    Optional<LedgerEntry> find(String key);
}
