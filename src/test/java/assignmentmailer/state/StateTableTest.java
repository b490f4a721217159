package assignmentmailer.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import assignmentmailer.local.EmbeddedAws;
import java.lang.reflect.Proxy;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
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

    @Test
    void refusesAnEmptyName() {
        assertThatThrownBy(() -> new StateTable(dynamoDb, " "))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("state.table");
    }
}
