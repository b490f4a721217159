package assignmentmailer.stream;

import assignmentmailer.state.StateTable;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.PutItemRequest;

/**
 * Keeps checkpoints in the state table, one item a shard, and never lets one move backwards, however many instances write.
 *
 * <p>An item outlives its shard, which the stream keeps for <a
 * href="https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Streams.html">24 hours</a>, by days.
 */
final class CheckpointStore {
    private static final Duration KEPT = Duration.ofDays(7);
    private static final String STREAM = "stream";
    private static final String SINCE = "since";
    private static final String ACKNOWLEDGED = "acknowledged";
    private static final String SORTABLE = "acknowledgedSortable";
    private static final String FINISHED = "finished";

    private final StateTable table;
    private final String service;
    private final Clock clock;

    CheckpointStore(StateTable table, String service, Clock clock) {
        this.table = table;
        this.service = service;
        this.clock = clock;
    }

    void createIfMissing() {
        table.createIfMissing();
    }

    Optional<StreamMark> mark(String tableName) {
        Map<String, AttributeValue> item = table.read(markId(tableName));
        if (item.isEmpty()) {
            return Optional.empty();
        }
        AttributeValue since = item.get(SINCE);
        return Optional.of(new StreamMark(
                item.get(STREAM).s(), since == null ? null : Instant.ofEpochMilli(Long.parseLong(since.n()))));
    }

    /**
     * Sets the mark, unless another instance has changed it.
     *
     * @param before the mark that this one follows, or null when it is the first
     * @return the mark that holds now
     */
    StreamMark advance(String tableName, @Nullable StreamMark before, StreamMark mark) {
        Map<String, AttributeValue> item = new HashMap<>();
        item.put(StateTable.ID, AttributeValue.fromS(markId(tableName)));
        item.put(STREAM, AttributeValue.fromS(mark.streamArn()));
        Instant since = mark.since();
        if (since != null) {
            item.put(SINCE, AttributeValue.fromN(Long.toString(since.toEpochMilli())));
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
        return set ? mark : mark(tableName).orElse(mark);
    }

    Optional<Checkpoint> read(String streamArn, String shardId) {
        Map<String, AttributeValue> item = table.read(checkpointId(streamArn, shardId));
        if (item.isEmpty()) {
            return Optional.empty();
        }
        AttributeValue acknowledged = item.get(ACKNOWLEDGED);
        return Optional.of(new Checkpoint(
                acknowledged == null ? null : new SequenceNumber(acknowledged.s()), item.containsKey(FINISHED)));
    }

    /**
     * Writes a checkpoint where it is ahead of the one that is there.
     *
     * @return false when it is not
     */
    boolean write(String streamArn, String shardId, Checkpoint checkpoint) {
        Map<String, AttributeValue> item = new HashMap<>();
        item.put(StateTable.ID, AttributeValue.fromS(checkpointId(streamArn, shardId)));
        item.put(
                StateTable.EXPIRES,
                AttributeValue.fromN(Long.toString(clock.instant().plus(KEPT).getEpochSecond())));
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
            put.conditionExpression("attribute_not_exists(id)");
            return;
        }
        put.conditionExpression("attribute_not_exists(#finished)"
                        + " AND (attribute_not_exists(#acknowledged) OR #acknowledged < :acknowledged)")
                .expressionAttributeNames(Map.of("#finished", FINISHED, "#acknowledged", SORTABLE))
                .expressionAttributeValues(Map.of(":acknowledged", AttributeValue.fromS(acknowledged.sortable())));
    }

    private String markId(String tableName) {
        return service + "/stream/" + tableName;
    }

    private String checkpointId(String streamArn, String shardId) {
        return service + "/checkpoint/" + streamArn + "/" + shardId;
    }
}
