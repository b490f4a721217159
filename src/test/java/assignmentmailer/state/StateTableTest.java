package assignmentmailer.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import assignmentmailer.LogLines;
import assignmentmailer.local.EmbeddedAws;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BatchGetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.BatchGetItemResponse;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.GetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.ProvisionedThroughputExceededException;
import software.amazon.awssdk.services.dynamodb.model.ResourceNotFoundException;
import software.amazon.awssdk.services.dynamodb.model.TimeToLiveStatus;

class StateTableTest {
    private static EmbeddedAws aws;
    private static DynamoDbClient dynamoDb;

    @BeforeAll
    static void start() {
        aws = EmbeddedAws.inMemory();
        dynamoDb = aws.dynamoDb();
    }

    @AfterAll
    static void stop() {
        aws.close();
    }

    @Test
    void createsTheTableWithOnDemandBillingAndExpiry() {
        new StateTable(dynamoDb, "created").createIfMissing();

        assertThat(dynamoDb.describeTable(t -> t.tableName("created"))
                        .table()
                        .billingModeSummary()
                        .billingMode())
                .isEqualTo(BillingMode.PAY_PER_REQUEST);
        assertThat(dynamoDb.describeTimeToLive(t -> t.tableName("created"))
                        .timeToLiveDescription()
                        .timeToLiveStatus())
                .isEqualTo(TimeToLiveStatus.ENABLED);
    }

    @Test
    void severalProcessesMayCreateItAtOnce() {
        IntStream.range(0, 8).parallel().forEach(i -> new StateTable(dynamoDb, "contended").createIfMissing());

        assertThat(new StateTable(dynamoDb, "contended").read("nothing")).isEmpty();
    }

    /** Where no stream is read, the ledger's first entry is the first use of the table. */
    @Test
    void createsAMissingTableForItsFirstUseWithoutAWarning() {
        StateTable table = new StateTable(dynamoDb, "unused");
        try (LogLines log = new LogLines(StateTable.class)) {
            boolean kept = table.put(put -> put.item(Map.of(StateTable.ID, AttributeValue.fromS("one"))));

            assertThat(kept).isTrue();
            assertThat(table.read("one")).isNotEmpty();
            assertThat(log.warnings()).isEmpty();
        }
    }

    @Test
    void saysWhetherTheConditionOfAPutHeld() {
        StateTable table = new StateTable(dynamoDb, "conditions");
        table.createIfMissing();
        Map<String, AttributeValue> item = Map.of(StateTable.ID, AttributeValue.fromS("one"));

        boolean first = table.put(put -> put.item(item).conditionExpression("attribute_not_exists(id)"));
        boolean second = table.put(put -> put.item(item).conditionExpression("attribute_not_exists(id)"));

        assertThat(first).isTrue();
        assertThat(second).isFalse();
        assertThat(table.read("one")).isEqualTo(item);
    }

    @Test
    void saysWhetherTheConditionOfAnUpdateHeld() {
        StateTable table = new StateTable(dynamoDb, "updates");
        table.createIfMissing();

        boolean first = table.update("one", update -> update.updateExpression("SET n = :one")
                .conditionExpression("attribute_not_exists(id)")
                .expressionAttributeValues(Map.of(":one", AttributeValue.fromN("1"))));
        boolean second = table.update("one", update -> update.updateExpression("SET n = :two")
                .conditionExpression("attribute_not_exists(id)")
                .expressionAttributeValues(Map.of(":two", AttributeValue.fromN("2"))));

        assertThat(first).isTrue();
        assertThat(second).isFalse();
        assertThat(table.read("one")).containsEntry("n", AttributeValue.fromN("1"));
    }

    @Test
    void namesTheTableAndTheFixWhenItCannotBeReached() {
        DynamoDbClient unreachable = (DynamoDbClient) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {DynamoDbClient.class}, (proxy, method, arguments) -> {
                    throw SdkClientException.create("no route to host");
                });

        assertThatThrownBy(() -> new StateTable(unreachable, "far").createIfMissing())
                .isInstanceOf(StateTableException.class)
                .hasMessageContainingAll("'far'", "dynamodb:CreateTable");
    }

    /** Answers with some of the items are taken for all by nobody, and old ones for new. */
    @Test
    void readsManyItemsConsistentlyAndAllOfThemOrNone() {
        List<BatchGetItemRequest> asked = new ArrayList<>();
        StateTable table = new StateTable(
                answering(BatchGetItemRequest.class, request -> {
                    asked.add(request);
                    return BatchGetItemResponse.builder()
                            .unprocessedKeys(request.requestItems())
                            .build();
                }),
                "busy");

        assertThatThrownBy(() -> table.readAll(List.of("one", "two")))
                .isInstanceOf(ProvisionedThroughputExceededException.class)
                .hasMessageContaining("'busy'");
        assertThat(asked).singleElement().satisfies(request -> assertThat(
                        request.requestItems().get("busy").consistentRead())
                .isTrue());
    }

    @Test
    void aTableThatIsGoneIsMadeAgainWithAWarningOfWhatIsForgotten() {
        StateTable table = new StateTable(dynamoDb, "gone");
        table.createIfMissing();
        dynamoDb.deleteTable(delete -> delete.tableName("gone"));

        try (LogLines log = new LogLines(StateTable.class)) {
            assertThatThrownBy(() -> table.read("one")).isInstanceOf(ResourceNotFoundException.class);

            assertThat(log.warnings())
                    .singleElement()
                    .asString()
                    .contains("'gone'", "the ledger of mailed candidates", "the checkpoints", "are lost");
        }
        assertThat(table.read("one")).isEmpty();
    }

    @Test
    void aTableThatIsGoneAndMayNotBeMadeAgainIsSaidToBeGone() {
        StateTable table = new StateTable(
                answering(GetItemRequest.class, request -> {
                    throw ResourceNotFoundException.builder().message("gone").build();
                }),
                "gone-for-good");

        try (LogLines log = new LogLines(StateTable.class)) {
            assertThatThrownBy(() -> table.read("one")).isInstanceOf(ResourceNotFoundException.class);

            assertThat(log.warnings()).singleElement().asString().contains("'gone-for-good' cannot be created again");
        }
    }

    /** A client that answers one kind of call, and cannot be reached with any other. */
    private static <T> DynamoDbClient answering(Class<T> kind, Function<T, Object> answer) {
        return (DynamoDbClient) Proxy.newProxyInstance(
                StateTableTest.class.getClassLoader(),
                new Class<?>[] {DynamoDbClient.class},
                (proxy, method, arguments) -> {
                    if (method.isDefault() && !kind.isInstance(arguments[0])) {
                        return arguments[0] instanceof Consumer
                                ? InvocationHandler.invokeDefault(proxy, method, arguments)
                                : unreachable();
                    }
                    return kind.isInstance(arguments[0]) ? answer.apply(kind.cast(arguments[0])) : unreachable();
                });
    }

    private static Object unreachable() {
        throw SdkClientException.create("no route to host");
    }

    @Test
    void refusesAnEmptyName() {
        assertThatThrownBy(() -> new StateTable(dynamoDb, " "))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("state.table");
    }
}
