package assignmentmailer.state;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BatchGetItemResponse;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.CreateTableRequest;
import software.amazon.awssdk.services.dynamodb.model.GetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.KeysAndAttributes;
import software.amazon.awssdk.services.dynamodb.model.ProvisionedThroughputExceededException;
import software.amazon.awssdk.services.dynamodb.model.PutItemRequest;
import software.amazon.awssdk.services.dynamodb.model.ResourceInUseException;
import software.amazon.awssdk.services.dynamodb.model.ResourceNotFoundException;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;
import software.amazon.awssdk.services.dynamodb.model.TableDescription;
import software.amazon.awssdk.services.dynamodb.model.TableStatus;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;
import software.amazon.awssdk.services.dynamodb.model.UpdateTimeToLiveRequest;

/**
 * Reads and writes the items of the service's own table, which it creates where it is missing or has been deleted.
 *
 * <p>Each item has a string {@code id}, its only key, and may have {@code expires}: the second of the epoch after which
 * DynamoDB deletes it, as its <a
 * href="https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/TTL.html">Time to Live</a> does.
 */
public final class StateTable {
    /** The partition key, a string. */
    public static final String ID = "id";

    /** The epoch second after which an item may be deleted, a number; an item without it stays. */
    public static final String EXPIRES = "expires";

    private static final Logger LOG = LoggerFactory.getLogger(StateTable.class);
    private static final Duration UNTIL_ACTIVE = Duration.ofMinutes(2);
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(250);

    private static final int THROTTLED = 400;
    private static final KeySchemaElement KEY =
            KeySchemaElement.builder().attributeName(ID).keyType(KeyType.HASH).build();
    private static final AttributeDefinition KEY_ATTRIBUTE = AttributeDefinition.builder()
            .attributeName(ID)
            .attributeType(ScalarAttributeType.S)
            .build();

    private final DynamoDbClient dynamoDb;
    private final String name;
    private final ReentrantLock recreating = new ReentrantLock();

    public StateTable(DynamoDbClient dynamoDb, String name) {
        if (name.isBlank()) {
            throw new IllegalArgumentException(
                    "state.table is empty: name the table that this service keeps its state in");
        }
        this.dynamoDb = dynamoDb;
        this.name = name;
    }

    public String name() {
        return name;
    }

    /**
     * Creates the table where it is missing and waits until it can be used; harmless when called again, or by two
     * processes at once.
     *
     * @throws StateTableException when the table cannot be looked at or created, or is not active within 2 minutes
     */
    public void createIfMissing() {
        try {
            if (status() == null) {
                create();
            }
            awaitActive();
        } catch (SdkException e) {
            throw new StateTableException(
                    "The state table '%s' cannot be read or created (%s): allow dynamodb:DescribeTable and dynamodb:CreateTable on it, or create it with the string key '%s'"
                            .formatted(name, e.getMessage(), ID),
                    e);
        }
    }

    /** Returns the newest state of an item, empty where there is none. */
    public Map<String, AttributeValue> read(String id) {
        return call(() -> dynamoDb.getItem(GetItemRequest.builder()
                        .tableName(name)
                        .key(key(id))
                        .consistentRead(true)
                        .build())
                .item());
    }

    /**
     * Returns the newest state of several items by their ids; those that are not there are left out.
     *
     * @param ids 100 at most, as <a
     *     href="https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchGetItem.html">BatchGetItem</a> has it
     * @throws ProvisionedThroughputExceededException when the table gives only some of them
     */
    public Map<String, Map<String, AttributeValue>> readAll(Collection<String> ids) {
        if (ids.isEmpty()) {
            return Map.of();
        }
        KeysAndAttributes keys = KeysAndAttributes.builder()
                .keys(ids.stream().map(StateTable::key).toList())
                .consistentRead(true)
                .build();
        BatchGetItemResponse response =
                call(() -> dynamoDb.batchGetItem(batch -> batch.requestItems(Map.of(name, keys))));
        if (response.hasUnprocessedKeys() && !response.unprocessedKeys().isEmpty()) {
            throw ProvisionedThroughputExceededException.builder()
                    .message("The state table '%s' gave only some of %d items".formatted(name, ids.size()))
                    .statusCode(THROTTLED)
                    .build();
        }
        Map<String, Map<String, AttributeValue>> items = new HashMap<>();
        response.responses()
                .getOrDefault(name, List.of())
                .forEach(item -> items.put(item.get(ID).s(), item));
        return items;
    }

    /**
     * Puts an item.
     *
     * @param put fills in the item and its condition, the table being set
     * @return false when the condition did not hold
     */
    public boolean put(Consumer<PutItemRequest.Builder> put) {
        PutItemRequest.Builder request = PutItemRequest.builder().tableName(name);
        put.accept(request);
        try {
            call(() -> dynamoDb.putItem(request.build()));
            return true;
        } catch (ConditionalCheckFailedException e) {
            return false;
        }
    }

    /**
     * Updates an item.
     *
     * @param update fills in the expressions, the table and key being set
     * @return false when the condition did not hold
     */
    public boolean update(String id, Consumer<UpdateItemRequest.Builder> update) {
        UpdateItemRequest.Builder request =
                UpdateItemRequest.builder().tableName(name).key(key(id));
        update.accept(request);
        try {
            call(() -> dynamoDb.updateItem(request.build()));
            return true;
        } catch (ConditionalCheckFailedException e) {
            return false;
        }
    }

    /** A table that somebody deleted is made again: the call fails this time, and can be repeated. */
    private <T> T call(Supplier<T> call) {
        try {
            return call.get();
        } catch (ResourceNotFoundException e) {
            recreate();
            throw e;
        }
    }

    private void recreate() {
        if (!recreating.tryLock()) {
            return;
        }
        try {
            if (status() == null) {
                LOG.warn(
                        "The state table '{}' is gone and is created again: who was mailed, and how far the stream was read, is forgotten",
                        name);
                create();
            }
        } catch (SdkException | StateTableException e) {
            LOG.warn("The state table '{}' cannot be created again: {}", name, e.getMessage());
        } finally {
            recreating.unlock();
        }
    }

    private static Map<String, AttributeValue> key(String id) {
        return Map.of(ID, AttributeValue.fromS(id));
    }

    private @Nullable TableStatus status() {
        try {
            TableDescription table =
                    dynamoDb.describeTable(request -> request.tableName(name)).table();
            checkKey(table);
            return table.tableStatus();
        } catch (ResourceNotFoundException e) {
            return null;
        }
    }

    private void checkKey(TableDescription table) {
        boolean isOurs = table.keySchema().equals(List.of(KEY))
                && table.attributeDefinitions().contains(KEY_ATTRIBUTE);
        if (!isOurs) {
            throw new StateTableException(
                    "The state table '%s' has another key than the string '%s': set state.table to a name that no other table has, or to one with that key"
                            .formatted(name, ID));
        }
    }

    private void create() {
        try {
            dynamoDb.createTable(CreateTableRequest.builder()
                    .tableName(name)
                    .attributeDefinitions(KEY_ATTRIBUTE)
                    .keySchema(KEY)
                    .billingMode(BillingMode.PAY_PER_REQUEST)
                    .build());
            LOG.info("Created the state table '{}'", name);
        } catch (ResourceInUseException e) {
            LOG.debug("The state table '{}' was created by another at the same time", name);
            return;
        }
        awaitActive();
        expireItems();
    }

    private void expireItems() {
        try {
            dynamoDb.updateTimeToLive(UpdateTimeToLiveRequest.builder()
                    .tableName(name)
                    .timeToLiveSpecification(ttl -> ttl.attributeName(EXPIRES).enabled(true))
                    .build());
        } catch (SdkException e) {
            LOG.warn(
                    "Old items of the state table '{}' will not be deleted: set its Time to Live attribute to '{}' ({})",
                    name,
                    EXPIRES,
                    e.getMessage());
        }
    }

    private void awaitActive() {
        long end = System.nanoTime() + UNTIL_ACTIVE.toNanos();
        while (!usable(status())) {
            if (System.nanoTime() > end) {
                throw new StateTableException("The state table '%s' is not active after %d seconds"
                        .formatted(name, UNTIL_ACTIVE.toSeconds()));
            }
            pause();
        }
    }

    /** A table being updated serves all reads and writes. */
    private static boolean usable(@Nullable TableStatus status) {
        return status == TableStatus.ACTIVE || status == TableStatus.UPDATING;
    }

    /** Between two looks, as the SDK's waiter would: that one does not take a table that is being updated. */
    private void pause() {
        try {
            Thread.sleep(BETWEEN_LOOKS.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StateTableException("Interrupted while waiting for the state table '%s'".formatted(name), e);
        }
    }
}
