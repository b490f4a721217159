package assignmentmailer.ledger;

import assignmentmailer.state.StateTable;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.PutItemRequest;

/** Keeps each entry as one item of the state table, without an expiry: they are the record of what was done. */
final class StateTableEntries implements Entries {
    private static final String STATUS = "status";
    private static final String OWNER = "owner";
    private static final String TOKEN = "token";
    private static final String LEASE_UNTIL = "leaseUntil";
    private static final String AT = "at";

    /** What notes may not be named. */
    static final Set<String> OWN_ATTRIBUTES =
            Set.of(StateTable.ID, StateTable.EXPIRES, STATUS, OWNER, TOKEN, LEASE_UNTIL, AT);

    private static final String NOTHING_THERE = "attribute_not_exists(id)";

    /** Who deletes an entry by hand wants the next one let through, whatever it was. */
    private static final String UNCHANGED =
            NOTHING_THERE + " OR (#status = :status AND #owner = :owner AND #token = :token)";

    private static final Map<String, String> NAMES = Map.of("#status", STATUS, "#owner", OWNER, "#token", TOKEN);

    private final StateTable table;
    private final String prefix;

    /** @param prefix what all ids begin with, so that others can use the same table */
    StateTableEntries(StateTable table, String prefix) {
        this.table = table;
        this.prefix = prefix;
    }

    @Override
    public Optional<Entry> replace(String key, Optional<Entry> expected, Entry next) {
        String id = prefix + key;
        try {
            while (!table.put(put -> put(put, id, expected, next))) {
                Map<String, AttributeValue> found = table.read(id);
                if (!found.isEmpty()) {
                    return Optional.of(entry(found)).filter(entry -> !entry.equals(next));
                }
            }
            return Optional.empty();
        } catch (SdkException failure) {
            throw new LedgerUnavailableException(failure);
        }
    }

    private static void put(PutItemRequest.Builder put, String id, Optional<Entry> expected, Entry next) {
        put.item(item(id, next));
        expected.ifPresentOrElse(
                entry -> put.conditionExpression(UNCHANGED)
                        .expressionAttributeNames(NAMES)
                        .expressionAttributeValues(Map.of(
                                ":status", string(entry.status().name()),
                                ":owner", string(entry.owner()),
                                ":token", number(entry.token()))),
                () -> put.conditionExpression(NOTHING_THERE));
    }

    private static Map<String, AttributeValue> item(String id, Entry entry) {
        Map<String, AttributeValue> item = new HashMap<>();
        entry.notes().forEach((name, value) -> item.put(name, string(value)));
        item.put(StateTable.ID, string(id));
        item.put(STATUS, string(entry.status().name()));
        item.put(OWNER, string(entry.owner()));
        item.put(TOKEN, number(entry.token()));
        item.put(LEASE_UNTIL, string(entry.leaseUntil().toString()));
        item.put(AT, string(entry.at().toString()));
        return item;
    }

    private static Entry entry(Map<String, AttributeValue> item) {
        Map<String, String> notes = item.entrySet().stream()
                .filter(attribute -> !OWN_ATTRIBUTES.contains(attribute.getKey()))
                .filter(attribute -> attribute.getValue().s() != null)
                .collect(Collectors.toMap(
                        Map.Entry::getKey, attribute -> attribute.getValue().s()));
        return new Entry(
                Status.valueOf(item.get(STATUS).s()),
                item.get(OWNER).s(),
                Long.parseLong(item.get(TOKEN).n()),
                Instant.parse(item.get(LEASE_UNTIL).s()),
                Instant.parse(item.get(AT).s()),
                notes);
    }

    private static AttributeValue string(String value) {
        return AttributeValue.fromS(value);
    }

    private static AttributeValue number(long value) {
        return AttributeValue.fromN(Long.toString(value));
    }
}
