package assignmentmailer.copies;

import assignmentmailer.state.StateTable;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * Keeps the leases as attributes of one item of the state table, so that one UpdateItem renews a lease and returns all
 * of them: DynamoDB serializes the updates of an item, and what they <a
 * href="https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_UpdateItem.html">return</a> is strongly
 * consistent.
 */
final class StateTableLeases implements CopyLeases {
    /** The time-out of the last call of a service that stops. */
    private static final Duration LAST_CALL = Duration.ofSeconds(1);

    private static final String RENEWALS = "renewals";
    private static final String PER_SECOND = "perSecond";
    private static final Map<String, String> RENEWALS_NAME = Map.of("#renewals", RENEWALS);

    private final StateTable table;
    private final Supplier<String> id;

    /** @param id the id of the item, resolved by the first call */
    StateTableLeases(StateTable table, Supplier<String> id) {
        this.table = table;
        this.id = id;
    }

    @Override
    public Map<String, CopyLease> renew(String copy, CopyLease lease) {
        Map<String, AttributeValue> item =
                table.updated(id.get(), update -> update.updateExpression("SET #copy = :lease")
                        .expressionAttributeNames(Map.of("#copy", copy))
                        .expressionAttributeValues(Map.of(
                                ":lease",
                                AttributeValue.fromM(Map.of(
                                        RENEWALS, number(lease.renewals()), PER_SECOND, number(lease.perSecond()))))));
        Map<String, CopyLease> leases = new HashMap<>();
        item.forEach((name, value) -> {
            if (value.hasM()) {
                leases.put(name, lease(value.m()));
            }
        });
        return leases;
    }

    @Override
    public void remove(String copy, CopyLease lease) {
        Map<String, String> names = new HashMap<>(RENEWALS_NAME);
        names.put("#copy", copy);
        table.update(id.get(), update -> update.updateExpression("REMOVE #copy")
                .conditionExpression("#copy.#renewals = :renewals")
                .expressionAttributeNames(names)
                .expressionAttributeValues(Map.of(":renewals", number(lease.renewals()))));
    }

    @Override
    public void end(String copy) {
        table.update(id.get(), update -> update.updateExpression("REMOVE #copy")
                .expressionAttributeNames(Map.of("#copy", copy))
                .overrideConfiguration(override -> override.apiCallTimeout(LAST_CALL)));
    }

    private static CopyLease lease(Map<String, AttributeValue> attributes) {
        return new CopyLease(
                Long.parseLong(attributes.get(RENEWALS).n()),
                Double.parseDouble(attributes.get(PER_SECOND).n()));
    }

    private static AttributeValue number(Number number) {
        return AttributeValue.fromN(number.toString());
    }
}
