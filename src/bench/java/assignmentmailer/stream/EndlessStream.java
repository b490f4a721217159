package assignmentmailer.stream;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.DescribeStreamRequest;
import software.amazon.awssdk.services.dynamodb.model.DescribeStreamResponse;
import software.amazon.awssdk.services.dynamodb.model.DescribeTableRequest;
import software.amazon.awssdk.services.dynamodb.model.DescribeTableResponse;
import software.amazon.awssdk.services.dynamodb.model.GetRecordsRequest;
import software.amazon.awssdk.services.dynamodb.model.GetRecordsResponse;
import software.amazon.awssdk.services.dynamodb.model.GetShardIteratorRequest;
import software.amazon.awssdk.services.dynamodb.model.GetShardIteratorResponse;
import software.amazon.awssdk.services.dynamodb.model.OperationType;
import software.amazon.awssdk.services.dynamodb.model.Record;
import software.amazon.awssdk.services.dynamodb.model.Shard;
import software.amazon.awssdk.services.dynamodb.model.StreamStatus;
import software.amazon.awssdk.services.dynamodb.model.StreamViewType;
import software.amazon.awssdk.services.dynamodb.streams.DynamoDbStreamsClient;

/**
 * A stream whose records are generated when read, so that a million need no memory; each partition is a chain of
 * shards, all but the last closed.
 */
final class EndlessStream implements DynamoDbStreamsClient {
    private static final String TABLE = "arn:aws:dynamodb:eu-west-1:000000000000:table/candidates";
    private static final int SHARDS_A_PAGE = 100;
    private static final int BYTES_A_PAGE = 1_000_000;
    private static final long FIRST = 100_000_000_000_000_000L;

    private final int partitions;
    private final int generations;
    private final int recordsAShard;
    private final int largest;
    private final AtomicInteger ended = new AtomicInteger();
    private final AtomicInteger polls = new AtomicInteger();
    private final AtomicLong listedAt = new AtomicLong();
    private final AtomicLong polledAt = new AtomicLong();

    /**
     * @param largest the size of the largest item in bytes, with sizes log-uniform from 2,000; 0 for items of a few
     *     bytes
     */
    EndlessStream(int partitions, int generations, int recordsAShard, int largest) {
        this.partitions = partitions;
        this.generations = generations;
        this.recordsAShard = recordsAShard;
        this.largest = largest;
    }

    int records() {
        return partitions * generations * recordsAShard;
    }

    /** Returns the number of closed shards read to their end. */
    int ended() {
        return ended.get();
    }

    /** Returns the time from the last page of the first list to the first GetRecords call, empty before that. */
    @Nullable
    Duration fromListToPoll() {
        long polled = polledAt.get();
        return polled == 0 ? null : Duration.ofNanos(polled - listedAt.get());
    }

    /** Returns the index of a record among all records. */
    static int number(Record record) {
        return Integer.parseInt(record.eventID());
    }

    @Override
    public DescribeStreamResponse describeStream(DescribeStreamRequest request) {
        String parent =
                request.shardFilter() == null ? null : request.shardFilter().shardId();
        List<Shard> shards = new ArrayList<>();
        String after = request.exclusiveStartShardId();
        int from = after == null ? 0 : index(after) + 1;
        int index = from;
        for (; index < partitions * generations && shards.size() < SHARDS_A_PAGE; index++) {
            Shard shard = shard(index);
            if (parent == null || parent.equals(shard.parentShardId())) {
                shards.add(shard);
            }
        }
        boolean last = index == partitions * generations;
        if (last && parent == null) {
            listedAt.compareAndSet(0, System.nanoTime());
        }
        return DescribeStreamResponse.builder()
                .streamDescription(stream -> stream.streamArn(request.streamArn())
                        .streamStatus(StreamStatus.ENABLED)
                        .streamViewType(StreamViewType.NEW_IMAGE)
                        .shards(shards)
                        .lastEvaluatedShardId(
                                last ? null : shards.get(shards.size() - 1).shardId()))
                .build();
    }

    @Override
    public GetShardIteratorResponse getShardIterator(GetShardIteratorRequest request) {
        String sequenceNumber = request.sequenceNumber();
        int from = sequenceNumber == null ? 0 : (int) (Long.parseLong(sequenceNumber) - FIRST) % recordsAShard + 1;
        return GetShardIteratorResponse.builder()
                .shardIterator(request.shardId() + "|" + from)
                .build();
    }

    @Override
    public GetRecordsResponse getRecords(GetRecordsRequest request) {
        polledAt.compareAndSet(0, System.nanoTime());
        polls.incrementAndGet();
        String[] iterator = request.shardIterator().split("\\|");
        int shard = index(iterator[0]);
        int next = Integer.parseInt(iterator[1]);
        List<Record> records = new ArrayList<>();
        int bytes = 0;
        while (next < recordsAShard && records.size() < request.limit()) {
            int size = size(shard * recordsAShard + next);
            if (bytes + size > BYTES_A_PAGE && !records.isEmpty()) {
                break;
            }
            bytes += size;
            records.add(record(shard * recordsAShard + next, size));
            next++;
        }
        boolean over = isClosed(shard) && next == recordsAShard && records.isEmpty();
        if (over) {
            ended.incrementAndGet();
        }
        return GetRecordsResponse.builder()
                .records(records)
                .nextShardIterator(over ? null : iterator[0] + "|" + next)
                .build();
    }

    /** Returns a client that describes the table and stores nothing. */
    static DynamoDbClient table() {
        return new DynamoDbClient() {
            @Override
            public DescribeTableResponse describeTable(DescribeTableRequest request) {
                return DescribeTableResponse.builder()
                        .table(table ->
                                table.tableArn(TABLE).latestStreamArn(TABLE + "/stream/2026-01-01T00:00:00.000"))
                        .build();
            }

            @Override
            public String serviceName() {
                return SERVICE_NAME;
            }

            @Override
            public void close() {
                // nothing is open
            }
        };
    }

    @Override
    public String serviceName() {
        return SERVICE_NAME;
    }

    @Override
    public void close() {
        // nothing is open
    }

    private Shard shard(int index) {
        return Shard.builder()
                .shardId(id(index))
                .parentShardId(index < partitions ? null : id(index - partitions))
                .sequenceNumberRange(
                        range -> range.startingSequenceNumber("1").endingSequenceNumber(isClosed(index) ? "2" : null))
                .build();
    }

    /** Without records, the last shard of each partition is closed too. */
    private boolean isClosed(int index) {
        return index < partitions * (generations - 1) || recordsAShard == 0;
    }

    private static String id(int index) {
        return "shardId-%020d-00000000".formatted(index);
    }

    private static int index(String shardId) {
        return Integer.parseInt(shardId.substring(8, 28));
    }

    private int size(int number) {
        if (largest == 0) {
            return 0;
        }
        double share = new Random(number * 0x9E3779B97F4A7C15L).nextDouble();
        return (int) (2_000 * Math.pow(largest / 2_000.0, share));
    }

    private static Record record(int number, int size) {
        return Record.builder()
                .eventID(Integer.toString(number))
                .eventName(OperationType.INSERT)
                .dynamodb(change -> change.sequenceNumber(Long.toString(FIRST + number))
                        .approximateCreationDateTime(Instant.now())
                        .newImage(Map.of("resume", AttributeValue.fromS("x".repeat(size)))))
                .build();
    }

    /** The delivered records, and the number of repeated ones. */
    static final class Tally {
        private final BitSet seen = new BitSet();
        private int again;

        synchronized void add(Record record) {
            if (seen.get(number(record))) {
                again++;
            }
            seen.set(number(record));
        }

        synchronized int seen() {
            return seen.cardinality();
        }

        synchronized int again() {
            return again;
        }
    }
}
