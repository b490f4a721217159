package assignmentmailer.ledger;

import assignmentmailer.state.StateTable;
import java.util.Map;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Finds out whether the ledger may be written, by a put and an update whose condition never holds. */
public final class WriteTrial {
    /** A key that no candidate has: their keys begin with a table's name and a slash. */
    private static final String NOBODY = "nobody";

    private static final String SOMETHING_THERE = "attribute_exists(id)";

    private final StateTable table;
    private final String prefix;

    /** @param prefix the prefix of the ids of the ledger's items */
    public WriteTrial(StateTable table, String prefix) {
        this.table = table;
        this.prefix = prefix;
    }

    /**
     * Tries; writes nothing.
     *
     * @return whether something was written, that is never
     * @throws software.amazon.awssdk.core.exception.SdkException when the table cannot be written
     */
    public boolean run() {
        String id = prefix + NOBODY;
        return table.put(put -> put.item(Map.of(StateTable.ID, AttributeValue.fromS(id)))
                        .conditionExpression(SOMETHING_THERE))
                || table.update(
                        id, update -> update.updateExpression("REMOVE claims").conditionExpression(SOMETHING_THERE));
    }
}
