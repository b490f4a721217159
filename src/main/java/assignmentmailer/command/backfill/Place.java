package assignmentmailer.command.backfill;

/**
 * What a command is about to touch.
 *
 * @param account the account's number and the region of its tables
 * @param isLedgerThere whether the state table exists
 * @param letters where dead letters go
 */
public record Place(
        String table, String account, String stateTable, boolean isLedgerThere, String sender, String letters) {}
