package assignmentmailer.ledger;

import java.util.Optional;

/** Where entries are kept: changed one at a time, by compare and set. */
interface Entries {

    /**
     * Writes an entry if what is there is what was expected. A write that turns out to have happened before, because
     * its answer was lost on the way, counts as written.
     *
     * @param expected what must be there, empty for nothing
     * @return what is there instead, empty when {@code next} was written
     * @throws LedgerUnavailableException when nobody knows whether it was written
     */
    Optional<Entry> replace(String key, Optional<Entry> expected, Entry next);
}
