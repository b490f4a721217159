package assignmentmailer.stream.checkpoint;

import assignmentmailer.state.StateTable;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.PutItemRequest;

/**
 * Stores the checkpoints of one reader in the state table, one item per shard.
 *
 * <p>An item outlives its shard, which the stream retains for <a
 * href="https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Streams.html">24 hours</a>, by days.
 */
public final class StateTableCheckpoints implements CheckpointStore {
    private static final Duration KEPT = Duration.ofDays(7);
    private static final String STREAM = "stream";
    private static final String SINCE = "since";
    private static final String ONLY_NEW = "onlyNew";
    private static final String ACKNOWLEDGED = "acknowledged";
    private static final String SORTABLE = "acknowledgedSortable";
    private static final String READ_UNTIL = "readUntil";
    private static final String FINISHED = "finished";

    private final StateTable table;
    private final String reader;
    private final Clock clock;

    /** @param reader distinguishes readers that share the state table: the service's name and the route's id */
    public StateTableCheckpoints(StateTable table, String reader, Clock clock) {
        this.table = table;
        this.reader = reader;
        this.clock = clock;
    }

    @Override
    public void prepare() {
        table.createIfMissing();
    }

    @Override
    public Optional<StreamBookmark> bookmark(String tableArn) {
        Map<String, AttributeValue> item = table.read(bookmarkId(tableArn));
        if (item.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(
                new StreamBookmark(item.get(STREAM).s(), moment(item.get(SINCE)), item.containsKey(ONLY_NEW)));
    }

    @Override
    public StreamBookmark advance(String tableArn, @Nullable StreamBookmark before, StreamBookmark bookmark) {
        Map<String, AttributeValue> item = new HashMap<>();
        item.put(StateTable.ID, AttributeValue.fromS(bookmarkId(tableArn)));
        item.put(STREAM, AttributeValue.fromS(bookmark.streamArn()));
        item.put(SINCE, moment(bookmark.since()));
        if (bookmark.onlyNew()) {
            item.put(ONLY_NEW, AttributeValue.fromBool(true));
        }
        boolean set = table.put(put -> {
            put.item(item);
            if (before == null) {
                put.conditionExpression("attribute_not_exists(id)");
            } else {
                put.conditionExpression("#stream = :before")
                        .expressionAttributeNames(Map.of("#stream", STREAM))
                        .expressionAttributeValues(Map.of(":before", AttributeValue.fromS(before.streamArn())));
            }
        });
        return set ? bookmark : bookmark(tableArn).orElse(bookmark);
    }

    @Override
    public Map<String, Checkpoint> read(String streamArn, Collection<String> shardIds) {
        Map<String, String> ids = shardIds.stream()
                .collect(Collectors.toMap(shard -> checkpointId(streamArn, shard), Function.identity()));
        Map<String, Checkpoint> found = new HashMap<>();
        table.readAll(ids.keySet()).forEach((id, item) -> found.put(ids.get(id), checkpoint(item)));
        return found;
    }

    @Override
    public boolean write(String streamArn, String shardId, Checkpoint checkpoint) {
        Map<String, AttributeValue> item = new HashMap<>();
        item.put(StateTable.ID, AttributeValue.fromS(checkpointId(streamArn, shardId)));
        item.put(
                StateTable.EXPIRES,
                AttributeValue.fromN(Long.toString(clock.instant().plus(KEPT).getEpochSecond())));
        item.put(READ_UNTIL, moment(checkpoint.readUntil()));
        SequenceNumber acknowledged = checkpoint.acknowledged();
        if (acknowledged != null) {
            item.put(ACKNOWLEDGED, AttributeValue.fromS(acknowledged.text()));
            item.put(SORTABLE, AttributeValue.fromS(acknowledged.sortable()));
        }
        if (checkpoint.finished()) {
            item.put(FINISHED, AttributeValue.fromBool(true));
        }
        return table.put(put -> onlyForward(put.item(item), checkpoint));
    }

    private static void onlyForward(PutItemRequest.Builder put, Checkpoint checkpoint) {
        SequenceNumber acknowledged = checkpoint.acknowledged();
        if (checkpoint.finished()) {
            return;
        }
        if (acknowledged == null) {
            put.conditionExpression("attribute_not_exists(#finished) AND attribute_not_exists(#acknowledged)")
                    .expressionAttributeNames(Map.of("#finished", FINISHED, "#acknowledged", SORTABLE));
            return;
        }
        put.conditionExpression("attribute_not_exists(#finished)"
                        + " AND (attribute_not_exists(#acknowledged) OR #acknowledged <= :acknowledged)")
                .expressionAttributeNames(Map.of("#finished", FINISHED, "#acknowledged", SORTABLE))
                .expressionAttributeValues(Map.of(":acknowledged", AttributeValue.fromS(acknowledged.sortable())));
    }

    private static Checkpoint checkpoint(Map<String, AttributeValue> item) {
        AttributeValue acknowledged = item.get(ACKNOWLEDGED);
        return new Checkpoint(
                acknowledged == null ? null : new SequenceNumber(acknowledged.s()),
                moment(item.get(READ_UNTIL)),
                item.containsKey(FINISHED));
    }

    private static AttributeValue moment(Instant instant) {
        return AttributeValue.fromS(instant.toString());
    }

    private static Instant moment(AttributeValue value) {
        return Instant.parse(value.s());
    }

    private String bookmarkId(String tableArn) {
        return reader + "/bookmark/" + tableArn;
    }

    private String checkpointId(String streamArn, String shardId) {
        return reader + "/checkpoint/" + streamArn + "/" + shardId;
    }
}
