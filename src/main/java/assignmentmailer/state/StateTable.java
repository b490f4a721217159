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
import software.amazon.awssdk.services.dynamodb.model.ReturnValue;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;
import software.amazon.awssdk.services.dynamodb.model.TableDescription;
import software.amazon.awssdk.services.dynamodb.model.TableStatus;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;
import software.amazon.awssdk.services.dynamodb.model.UpdateTimeToLiveRequest;

/**
 * Reads and writes items of the service's own table; creates the table when it is missing or deleted.
 *
 * <p>Each item has a string {@code id}, its only key, and optionally {@code expires}: the epoch second after which
 * DynamoDB deletes the item by <a href="https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/TTL.html">Time
 * to Live</a>.
 */
public final class StateTable {
    /** The partition key, a string. */
    public static final String ID = "id";

    /** The epoch second after which DynamoDB may delete an item, a number; an item without it never expires. */
    public static final String EXPIRES = "expires";

    private static final Logger LOG = LoggerFactory.getLogger(StateTable.class);
    private static final Duration UNTIL_ACTIVE = Duration.ofMinutes(2);
    private static final Duration POLL_INTERVAL = Duration.ofMillis(250);

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

    /** Whether this process has found or created the table, so that a missing one was deleted since. */
    private volatile boolean inUse;

    public StateTable(DynamoDbClient dynamoDb, String name) {
        if (name.isBlank()) {
            throw new IllegalArgumentException("state.table is empty: set the name of the service's own table");
        }
        this.dynamoDb = dynamoDb;
        this.name = name;
    }

    public String name() {
        return name;
    }

    /**
     * Creates the table when missing and waits until it is active. Idempotent, and safe for concurrent processes.
     *
     * @throws StateTableException when the table cannot be described or created, or is not active within 2 minutes
     */
    public void createIfMissing() {
        try {
            if (status() == null) {
                create();
            }
            awaitActive();
            inUse = true;
        } catch (SdkException e) {
            throw new StateTableException(
                    "The state table '%s' cannot be read or created (%s): allow dynamodb:DescribeTable and dynamodb:CreateTable on it, or create it with the string key '%s'"
                            .formatted(name, e.getMessage(), ID),
                    e);
        }
    }

    /**
     * Returns whether the table exists; creates none.
     *
     * @throws StateTableException when the table has another key
     */
    public boolean exists() {
        return status() != null;
    }

    /** Returns an item by a consistent read, empty when there is none, or no table; creates none. */
    public Map<String, AttributeValue> readIfThere(String id) {
        try {
            return dynamoDb.getItem(get(id)).item();
        } catch (ResourceNotFoundException e) {
            return Map.of();
        }
    }

    /** Returns an item by a consistent read, empty when there is none. */
    public Map<String, AttributeValue> read(String id) {
        return call(() -> dynamoDb.getItem(get(id)).item());
    }

    private GetItemRequest get(String id) {
        return GetItemRequest.builder()
                .tableName(name)
                .key(key(id))
                .consistentRead(true)
                .build();
    }

    /**
     * Returns several items by id, by a consistent read; missing items are omitted.
     *
     * @param ids at most 100, the limit of <a
     *     href="https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchGetItem.html">BatchGetItem</a>
     * @throws ProvisionedThroughputExceededException when DynamoDB returns only some of the items
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
                    .message("The state table '%s' returned only some of %d items".formatted(name, ids.size()))
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
     * Returns several items by id, by reads that may be a moment old; creates no table. DynamoDB may leave out some items,
     * which are to be asked for again.
     *
     * @param ids at most 100, as for {@link #readAll}
     * @return no items where there is no table
     * @throws ResourceNotFoundException when the table was there before
     */
    public Batch readSome(Collection<String> ids) {
        KeysAndAttributes keys = KeysAndAttributes.builder()
                .keys(ids.stream().map(StateTable::key).toList())
                .build();
        try {
            BatchGetItemResponse response = dynamoDb.batchGetItem(batch -> batch.requestItems(Map.of(name, keys)));
            inUse = true;
            Map<String, Map<String, AttributeValue>> items = new HashMap<>();
            response.responses()
                    .getOrDefault(name, List.of())
                    .forEach(item -> items.put(item.get(ID).s(), item));
            KeysAndAttributes unread = response.unprocessedKeys().get(name);
            return new Batch(
                    items,
                    unread == null
                            ? List.of()
                            : unread.keys().stream().map(key -> key.get(ID).s()).toList());
        } catch (ResourceNotFoundException missing) {
            if (inUse) {
                throw missing;
            }
            return new Batch(Map.of(), List.of());
        }
    }

    /**
     * Some items.
     *
     * @param items by id; missing ones are omitted
     * @param unread the ids that DynamoDB did not read this time
     */
    public record Batch(Map<String, Map<String, AttributeValue>> items, List<String> unread) {}

    /**
     * Puts an item.
     *
     * @param put sets the item and its condition; the table is preset
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
     * @param update sets the expressions; table and key are preset
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

    /**
     * Updates an item, created when missing, and returns it as it is afterwards.
     *
     * @param update sets the expressions, without a condition; table and key are preset
     */
    public Map<String, AttributeValue> updated(String id, Consumer<UpdateItemRequest.Builder> update) {
        UpdateItemRequest.Builder request =
                UpdateItemRequest.builder().tableName(name).key(key(id)).returnValues(ReturnValue.ALL_NEW);
        update.accept(request);
        return call(() -> dynamoDb.updateItem(request.build())).attributes();
    }

    /**
     * Creates a missing table: for its first use, when no stream is read, at once; a deleted one so that this call
     * fails, and a retry succeeds.
     */
    private <T> T call(Supplier<T> call) {
        try {
            T answer = call.get();
            inUse = true;
            return answer;
        } catch (ResourceNotFoundException e) {
            if (!inUse && isCreatedForFirstUse(e)) {
                return call.get();
            }
            recreate();
            throw e;
        }
    }

    private boolean isCreatedForFirstUse(ResourceNotFoundException missing) {
        try {
            createIfMissing();
            return true;
        } catch (StateTableException notCreated) {
            missing.addSuppressed(notCreated);
            return false;
        }
    }

    private void recreate() {
        if (!recreating.tryLock()) {
            return;
        }
        try {
            if (status() == null) {
                LOG.warn(
                        "The state table '{}' was deleted and is created again: the ledger of mailed candidates and the checkpoints are lost",
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
                    "The state table '%s' has another key than the string '%s': set state.table to an unused name, or to a table with that key"
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
            LOG.debug("The state table '{}' was created by another process at the same time", name);
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
                    "Expired items of the state table '{}' will not be deleted: set its Time to Live attribute to '{}' ({})",
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

    /** Returns whether the table serves reads and writes, as it does while being updated. */
    private static boolean usable(@Nullable TableStatus status) {
        return status == TableStatus.ACTIVE || status == TableStatus.UPDATING;
    }

    /** Between two looks, as the SDK's waiter would: that one does not take a table that is being updated. */
    private void pause() {
        try {
            Thread.sleep(POLL_INTERVAL.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StateTableException("Interrupted while waiting for the state table '%s'".formatted(name), e);
        }
    }
}
