package assignmentmailer.ledger;

import assignmentmailer.state.StateTable;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * Remembers when an adoption of a table's candidates began until it has ended. One that is repeated after an interruption
 * has to keep that moment: by a later one, candidates inserted in between would count as handled elsewhere.
 */
public final class AdoptionMemory {
    /** As no candidate's key: those begin with a table's name and a slash. */
    private static final String ADOPTION = "adoption:";

    private static final String BEGAN = "began";
    private static final String ENDED = "ended";

    private final StateTable state;
    private final String id;

    /**
     * @param state created when missing, at the first change
     * @param prefix the prefix of the ids of the ledger's items
     * @param table the candidates' table
     */
    public AdoptionMemory(StateTable state, String prefix, String table) {
        this.state = state;
        this.id = prefix + ADOPTION + table;
    }

    /** Returns when the adoption began that has not ended, empty when there is none. */
    public Optional<Instant> unfinished() {
        Map<String, AttributeValue> item = state.readIfThere(id);
        return item.containsKey(ENDED)
                ? Optional.empty()
                : Optional.ofNullable(item.get(BEGAN)).map(AttributeValue::s).map(Instant::parse);
    }

    /** Notes that an adoption begins, or goes on. */
    public void begin(Instant began) {
        put(began, Optional.empty());
    }

    /** Notes that an adoption has ended. */
    public void end(Instant began, Instant ended) {
        put(began, Optional.of(ended));
    }

    private void put(Instant began, Optional<Instant> ended) {
        Map<String, AttributeValue> item = new HashMap<>();
        item.put(StateTable.ID, AttributeValue.fromS(id));
        item.put(BEGAN, AttributeValue.fromS(began.toString()));
        ended.ifPresent(at -> item.put(ENDED, AttributeValue.fromS(at.toString())));
        state.put(put -> put.item(item));
    }
}
