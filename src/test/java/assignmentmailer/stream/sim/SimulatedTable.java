package assignmentmailer.stream.sim;

import java.math.BigInteger;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.OperationType;
import software.amazon.awssdk.services.dynamodb.model.Record;
import software.amazon.awssdk.services.dynamodb.model.StreamRecord;
import software.amazon.awssdk.services.dynamodb.model.StreamViewType;

/**
 * A simulated table with a scriptable stream: events that take hours in DynamoDB happen at once.
 *
 * <p>As in DynamoDB, records and disabled streams last 24 hours by the table's clock, iterators 15 minutes, and
 * timestamps of records are whole seconds.
 */
public final class SimulatedTable {
    private static final Duration RETENTION = Duration.ofHours(24);
    /** Just below a power of ten, so that sequence numbers soon gain a digit and no longer sort as text. */
    private static final BigInteger FIRST_SEQUENCE_NUMBER =
            BigInteger.TEN.pow(21).subtract(BigInteger.valueOf(40));

    private static final DateTimeFormatter LABEL = DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSS");

    private final String name;
    private final Clock clock;
    private final Map<String, SimulatedStream> streams = new LinkedHashMap<>();
    private final List<String> written = new ArrayList<>();
    private final Map<Integer, AttributeValue> resumes = new HashMap<>();
    private StreamViewType viewType = StreamViewType.NEW_AND_OLD_IMAGES;
    private final Set<String> hidden = new HashSet<>();
    private final Set<String> lost = new HashSet<>();
    private final Set<String> lostStreams = new HashSet<>();
    private @Nullable SimulatedStream current;
    private String lastSequenceNumber = "";
    private int itemBytes;
    private boolean deleted;
    private Duration kept = RETENTION;
    private long sequence;
    private int shardCount;
    private int streamCount;

    public SimulatedTable(String name, Clock clock) {
        this.name = name;
        this.clock = clock;
    }

    public String name() {
        return name;
    }

    public Clock clock() {
        return clock;
    }

    /** Enables a new stream with a number of open shards. */
    public synchronized SimulatedTable enableStream(int shards) {
        disableStream();
        return newStream(shards);
    }

    /** Disables the stream without closing its shards, as some emulators do, and enables another. */
    public synchronized void replaceStreamLeavingShardsOpen(int shards) {
        enabled().disable(clock.instant());
        newStream(shards);
    }

    private SimulatedTable newStream(int shards) {
        Instant label = clock.instant().plusMillis(streamCount++);
        String arn = tableArn() + "/stream/" + LABEL.format(label.atOffset(ZoneOffset.UTC));
        current = new SimulatedStream(arn, viewType);
        streams.put(arn, current);
        for (int i = 0; i < shards; i++) {
            newShard(current, null);
        }
        return this;
    }

    /** Sets the view type of streams enabled later. */
    public synchronized SimulatedTable withViewType(StreamViewType type) {
        viewType = type;
        return this;
    }

    public synchronized void disableStream() {
        if (current != null) {
            current.disable(clock.instant());
            current.open().forEach(shard -> shard.close(clock.instant()));
        }
    }

    /** Deletes the table; its stream is disabled and remains readable for a day. */
    public synchronized void delete() {
        disableStream();
        deleted = true;
    }

    /** Removes disabled streams, as DynamoDB does after a day. */
    public synchronized void forgetDisabledStreams() {
        streams.values().removeIf(stream -> !stream.isEnabled());
    }

    /** Inserts items across the open shards; returns their keys. */
    public synchronized List<String> write(int count) {
        List<SimulatedShard> open = enabled().open();
        List<String> keys = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            String key = "candidate-" + written.size();
            open.get(written.size() % open.size()).add(insertOf(key));
            written.add(key);
            keys.add(key);
        }
        return keys;
    }

    /** Inserts one item into one shard; returns its key. */
    public synchronized String writeTo(String shardId) {
        String key = "candidate-" + written.size();
        shard(enabled(), shardId).add(insertOf(key));
        written.add(key);
        return key;
    }

    /** Closes every open shard, with a number of children each. */
    public synchronized void roll(int children) {
        new ArrayList<>(enabled().open()).forEach(shard -> roll(shard.id(), children));
    }

    /** Closes one shard, with a number of children. */
    public synchronized void roll(String shardId, int children) {
        SimulatedStream stream = enabled();
        shard(stream, shardId).close(clock.instant());
        IntStream.range(0, children).forEach(i -> newShard(stream, shardId));
    }

    /** Omits a shard from lists, like a lagging response, or lists it again. */
    public synchronized void hide(String shardId, boolean on) {
        if (on) {
            hidden.add(shardId);
        } else {
            hidden.remove(shardId);
        }
    }

    /** Removes a shard that lists still contain. */
    public synchronized void lose(String shardId) {
        lost.add(shardId);
    }

    /** Loses a stream, which ListStreams goes on naming. */
    public synchronized void loseStream(String arn) {
        lostStreams.add(arn);
    }

    /** Has all streams that are disabled in the state DISABLING, or in that no more. */
    public synchronized void disabling(boolean on) {
        streams.values().forEach(stream -> stream.disabling(on));
    }

    /** Keeps records, shards and streams for longer than a day, as DynamoDB may. */
    public synchronized void trimLate(Duration late) {
        kept = RETENTION.plus(late);
    }

    /** Sets the size of items written later. */
    public synchronized SimulatedTable withItemBytes(int bytes) {
        itemBytes = bytes;
        return this;
    }

    /** Returns the ids of the open shards of the enabled stream. */
    public synchronized List<String> openShards() {
        return enabled().open().stream().map(SimulatedShard::id).toList();
    }

    /** Returns the keys of all written records, except those trimmed unread. */
    public synchronized List<String> written() {
        return List.copyOf(written);
    }

    synchronized boolean isEnabled() {
        return current != null && current.isEnabled();
    }

    synchronized boolean isDeleted() {
        return deleted;
    }

    synchronized boolean isHidden(String shardId) {
        return hidden.contains(shardId);
    }

    synchronized boolean isLost(String shardId) {
        return lost.contains(shardId);
    }

    String tableArn() {
        return "arn:aws:dynamodb:eu-west-1:000000000000:table/" + name;
    }

    public synchronized @Nullable String latestStreamArn() {
        return current == null ? null : current.arn();
    }

    synchronized StreamViewType viewType() {
        return viewType;
    }

    synchronized Collection<SimulatedStream> streams() {
        Instant horizon = horizon();
        streams.values().removeIf(stream -> stream.isGone(horizon));
        return streams.values();
    }

    synchronized @Nullable SimulatedStream stream(String arn) {
        streams();
        return lostStreams.contains(arn) ? null : streams.get(arn);
    }

    /** Returns the current shards of a stream, with their current records. */
    synchronized Map<String, SimulatedShard> shards(SimulatedStream stream) {
        Instant horizon = horizon();
        stream.shards().values().removeIf(shard -> shard.isGone(horizon));
        stream.shards().values().forEach(shard -> shard.trimBefore(horizon));
        return stream.shards();
    }

    /** Returns a shard, or null when it no longer exists. */
    synchronized @Nullable SimulatedShard readable(SimulatedStream stream, String shardId) {
        Instant horizon = horizon();
        SimulatedShard shard = stream.shards().get(shardId);
        if (shard == null || shard.isGone(horizon)) {
            return null;
        }
        shard.trimBefore(horizon);
        return shard;
    }

    private Instant horizon() {
        return clock.instant().minus(kept);
    }

    private SimulatedStream enabled() {
        if (current == null || !current.isEnabled()) {
            throw new IllegalStateException("No stream is enabled");
        }
        return current;
    }

    private static SimulatedShard shard(SimulatedStream stream, String shardId) {
        SimulatedShard shard = stream.shards().get(shardId);
        if (shard == null) {
            throw new IllegalArgumentException("No shard " + shardId);
        }
        return shard;
    }

    private void newShard(SimulatedStream stream, @Nullable String parentId) {
        String id = "shardId-%020d".formatted(shardCount++);
        stream.shards().put(id, new SimulatedShard(id, parentId, sequenceNumber(), shardCount % 2 == 0));
    }

    private Record insertOf(String key) {
        AttributeValue id = AttributeValue.fromS(key);
        lastSequenceNumber = sequenceNumber();
        return Record.builder()
                .eventID(key)
                .eventName(OperationType.INSERT)
                .eventSource("aws:dynamodb")
                .dynamodb(StreamRecord.builder()
                        .keys(Map.of("id", id))
                        .newImage(image(id))
                        .sequenceNumber(lastSequenceNumber)
                        .approximateCreationDateTime(clock.instant().truncatedTo(ChronoUnit.SECONDS))
                        .streamViewType(viewType)
                        .build())
                .build();
    }

    /** Returns the sequence number of the last record written. */
    public synchronized String lastSequenceNumber() {
        return lastSequenceNumber;
    }

    private Map<String, AttributeValue> image(AttributeValue id) {
        return itemBytes == 0 ? Map.of("id", id) : Map.of("id", id, "resume", resume(itemBytes));
    }

    /** Shares one text among all items of the same size, which saves memory. */
    private AttributeValue resume(int bytes) {
        return resumes.computeIfAbsent(bytes, length -> AttributeValue.fromS("x".repeat(length)));
    }

    private String sequenceNumber() {
        return FIRST_SEQUENCE_NUMBER.add(BigInteger.valueOf(sequence++)).toString();
    }
}
