package assignmentmailer.local;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;
import software.amazon.awssdk.services.dynamodb.model.StreamViewType;

/** The candidates table, with its stream enabled. */
public final class CandidatesTable {
    public static final String NAME = "candidates";

    private final DynamoDbClient dynamoDb;
    private final boolean created;

    private CandidatesTable(DynamoDbClient dynamoDb, boolean created) {
        this.dynamoDb = dynamoDb;
        this.created = created;
    }

    /** Returns the table, created when missing. */
    static CandidatesTable in(DynamoDbClient dynamoDb) {
        boolean missing =
                !dynamoDb.listTablesPaginator().tableNames().stream().toList().contains(NAME);
        if (missing) {
            create(dynamoDb, NAME);
        }
        return new CandidatesTable(dynamoDb, missing);
    }

    /** Returns whether the table was created now. */
    boolean created() {
        return created;
    }

    /** Returns the ARN of the table's stream. */
    String streamArn() {
        return dynamoDb.describeTable(describe -> describe.tableName(NAME))
                .table()
                .latestStreamArn();
    }

    /** Inserts a candidate under a random id and returns the id; experience in years, as a decimal number. */
    public String insert(String fullname, String email, String skills, String experience) {
        return insert(Map.of(
                "fullname", AttributeValue.fromS(fullname),
                "email", AttributeValue.fromS(email),
                "skills", AttributeValue.fromS(skills),
                "experience", AttributeValue.fromN(experience)));
    }

    /** Inserts an item of any shape under a random id and returns the id. */
    public String insert(Map<String, AttributeValue> attributes) {
        String id = UUID.randomUUID().toString();
        Map<String, AttributeValue> item = new HashMap<>(attributes);
        item.put("id", AttributeValue.fromS(id));
        dynamoDb.putItem(put -> put.tableName(NAME).item(item));
        return id;
    }

    /** Sets attributes of an existing item and keeps its others. Returns whether there is such an item. */
    boolean update(String id, Map<String, AttributeValue> attributes) {
        try {
            dynamoDb.updateItem(update -> update.tableName(NAME)
                    .key(Map.of("id", AttributeValue.fromS(id)))
                    .conditionExpression("attribute_exists(id)")
                    .updateExpression(attributes.keySet().stream()
                            .map(name -> "#%1$s = :%1$s".formatted(name))
                            .collect(Collectors.joining(", ", "SET ", "")))
                    .expressionAttributeNames(
                            attributes.keySet().stream().collect(Collectors.toMap(name -> "#" + name, name -> name)))
                    .expressionAttributeValues(attributes.entrySet().stream()
                            .collect(Collectors.toMap(entry -> ":" + entry.getKey(), Map.Entry::getValue))));
            return true;
        } catch (ConditionalCheckFailedException missing) {
            return false;
        }
    }

    /** Creates an equal table under another name. */
    public static void create(DynamoDbClient dynamoDb, String name) {
        create(dynamoDb, name, "id");
    }

    /** Creates a table with an enabled stream and a key of one or two strings. */
    public static void create(DynamoDbClient dynamoDb, String name, String... key) {
        List<KeySchemaElement> schema = IntStream.range(0, key.length)
                .mapToObj(i -> KeySchemaElement.builder()
                        .attributeName(key[i])
                        .keyType(i == 0 ? KeyType.HASH : KeyType.RANGE)
                        .build())
                .toList();
        List<AttributeDefinition> attributes = Arrays.stream(key)
                .map(attribute -> AttributeDefinition.builder()
                        .attributeName(attribute)
                        .attributeType(ScalarAttributeType.S)
                        .build())
                .toList();
        dynamoDb.createTable(table -> table.tableName(name)
                .attributeDefinitions(attributes)
                .keySchema(schema)
                .billingMode(BillingMode.PAY_PER_REQUEST)
                .streamSpecification(
                        stream -> stream.streamEnabled(true).streamViewType(StreamViewType.NEW_AND_OLD_IMAGES)));
    }
}
