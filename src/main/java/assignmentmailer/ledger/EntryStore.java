package assignmentmailer.ledger;

import java.util.Optional;

/** Stores the ledger's entries; each change is a compare-and-set of one entry. */
interface EntryStore {

    /**
     * Writes an entry without its events, which are kept, if the stored entry is the expected one; a claim also only if
     * the stored events are the expected ones, since one that came meanwhile may say that the mail was sent. A write that
     * succeeded earlier, but whose response was lost, counts as written.
     *
     * @param expected the entry that must be stored, empty for none
     * @return the conflicting entry, empty when {@code next} was written
     * @throws LedgerUnavailableException when it is uncertain whether {@code next} was written
     * @throws LedgerRefusedException when the table rejects this entry; other entries may succeed
     */
    Optional<LedgerEntry> replace(String key, Optional<LedgerEntry> expected, LedgerEntry next);

    /**
     * Writes an entry's events and, where it is another entry than the expected one, the entry, if the stored entry and
     * its events are the expected ones.
     *
     * @return the conflicting entry, empty when {@code next} was written or the entry is gone
     * @throws LedgerUnavailableException when it is uncertain whether {@code next} was written
     */
    Optional<LedgerEntry> note(String key, LedgerEntry expected, LedgerEntry next);

    /**
     * Returns the stored entry.
     *
     * @throws LedgerUnavailableException when the entry cannot be read
     */
    Optional<LedgerEntry> find(String key);
}
