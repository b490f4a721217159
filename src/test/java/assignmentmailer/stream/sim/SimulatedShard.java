package assignmentmailer.stream.sim;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.Record;
import software.amazon.awssdk.services.dynamodb.model.SequenceNumberRange;
import software.amazon.awssdk.services.dynamodb.model.Shard;

/** A shard of a simulated stream: records by index, of which the oldest may be trimmed. */
final class SimulatedShard {
    private final String id;
    private final @Nullable String parentId;
    private final List<Record> records = new ArrayList<>();
    private final boolean endsWithLastRecords;
    private final String startingSequenceNumber;
    private @Nullable Instant closedAt;
    private int trimmed;

    /** @param endsWithLastRecords whether the page with the last records ends the shard, or an empty page after it */
    SimulatedShard(String id, @Nullable String parentId, String startingSequenceNumber, boolean endsWithLastRecords) {
        this.id = id;
        this.parentId = parentId;
        this.startingSequenceNumber = startingSequenceNumber;
        this.endsWithLastRecords = endsWithLastRecords;
    }

    String id() {
        return id;
    }

    @Nullable
    String parentId() {
        return parentId;
    }

    void add(Record record) {
        records.add(record);
    }

    void close(Instant now) {
        closedAt = now;
    }

    boolean isClosed() {
        return closedAt != null;
    }

    boolean endsWithLastRecords() {
        return endsWithLastRecords;
    }

    int size() {
        return records.size();
    }

    int trimmed() {
        return trimmed;
    }

    List<Record> page(int from, int limit) {
        return List.copyOf(records.subList(from, Math.min(records.size(), from + limit)));
    }

    void trimBefore(Instant horizon) {
        while (trimmed < records.size()
                && records.get(trimmed).dynamodb().approximateCreationDateTime().isBefore(horizon)) {
            trimmed++;
        }
    }

    boolean isGone(Instant horizon) {
        return closedAt != null && closedAt.isBefore(horizon);
    }

    /** Returns the index of the record after the one with this sequence number. */
    int indexAfter(String sequenceNumber) {
        for (int i = 0; i < records.size(); i++) {
            if (records.get(i).dynamodb().sequenceNumber().equals(sequenceNumber)) {
                return i + 1;
            }
        }
        throw new IllegalArgumentException("No record " + sequenceNumber + " in shard " + id);
    }

    Shard describe() {
        String end = !isClosed()
                ? null
                : records.isEmpty()
                        ? startingSequenceNumber
                        : records.get(records.size() - 1).dynamodb().sequenceNumber();
        return Shard.builder()
                .shardId(id)
                .parentShardId(parentId)
                .sequenceNumberRange(SequenceNumberRange.builder()
                        .startingSequenceNumber(startingSequenceNumber)
                        .endingSequenceNumber(end)
                        .build())
                .build();
    }
}
