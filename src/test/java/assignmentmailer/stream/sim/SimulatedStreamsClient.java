package assignmentmailer.stream.sim;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import software.amazon.awssdk.http.SdkHttpResponse;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.DescribeStreamRequest;
import software.amazon.awssdk.services.dynamodb.model.DescribeStreamResponse;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;
import software.amazon.awssdk.services.dynamodb.model.ExpiredIteratorException;
import software.amazon.awssdk.services.dynamodb.model.GetRecordsRequest;
import software.amazon.awssdk.services.dynamodb.model.GetRecordsResponse;
import software.amazon.awssdk.services.dynamodb.model.GetShardIteratorRequest;
import software.amazon.awssdk.services.dynamodb.model.GetShardIteratorResponse;
import software.amazon.awssdk.services.dynamodb.model.ListStreamsRequest;
import software.amazon.awssdk.services.dynamodb.model.ListStreamsResponse;
import software.amazon.awssdk.services.dynamodb.model.Record;
import software.amazon.awssdk.services.dynamodb.model.ResourceNotFoundException;
import software.amazon.awssdk.services.dynamodb.model.Stream;
import software.amazon.awssdk.services.dynamodb.model.StreamDescription;
import software.amazon.awssdk.services.dynamodb.model.TrimmedDataAccessException;
import software.amazon.awssdk.services.dynamodb.streams.DynamoDbStreamsClient;

/** A DynamoDB Streams client for a simulated table. */
public final class SimulatedStreamsClient implements DynamoDbStreamsClient {
    private static final int SHARDS_A_PAGE = 100;
    private static final int RECORDS_A_PAGE = 1_000;
    private static final Duration ITERATOR_LIFE = Duration.ofMinutes(15);

    private final SimulatedTable table;
    private final ScriptedFaults faults;
    private static final int BYTES_A_PAGE = 1_000_000;
    private static final int STREAMS_A_PAGE = 2;

    private final Map<String, ConcurrentLinkedQueue<Long>> polls = new ConcurrentHashMap<>();
    private final Map<String, AtomicInteger> emptyPages = new ConcurrentHashMap<>();
    private final AtomicInteger describes = new AtomicInteger();
    private final Map<String, Runnable> duringCalls = new ConcurrentHashMap<>();
    private volatile boolean ignoresShardFilter;

    public SimulatedStreamsClient(SimulatedTable table, ScriptedFaults faults) {
        this.table = table;
        this.faults = faults;
    }

    /** Returns the poll times of each shard, in nanoseconds of the process. */
    public Map<String, List<Long>> polls() {
        Map<String, List<Long>> copy = new ConcurrentHashMap<>();
        polls.forEach((shardId, times) -> copy.put(shardId, List.copyOf(times)));
        return copy;
    }

    /** Returns the number of successful DescribeStream calls. */
    public int describes() {
        return describes.get();
    }

    /** Returns a number of empty pages of a shard before its next records. */
    public void emptyPages(String shardId, int count) {
        emptyPages.put(shardId, new AtomicInteger(count));
    }

    /** Ignores the shard filter, like servers that do not support it. */
    public void ignoreShardFilter() {
        ignoresShardFilter = true;
    }

    /** Runs an action while the next response for a shard is in transit, such as a sleep of the machine. */
    public void duringNextPoll(String shardId, Runnable what) {
        duringCalls.put(shardId, what);
    }

    /** The newest first: DynamoDB promises no order. */
    @Override
    public ListStreamsResponse listStreams(ListStreamsRequest request) {
        faults.check("ListStreams");
        synchronized (table) {
            List<String> arns = table.streams().stream()
                    .map(SimulatedStream::arn)
                    .sorted(Comparator.reverseOrder())
                    .toList();
            int from =
                    request.exclusiveStartStreamArn() == null ? 0 : arns.indexOf(request.exclusiveStartStreamArn()) + 1;
            int to = Math.min(from + STREAMS_A_PAGE, arns.size());
            return ListStreamsResponse.builder()
                    .streams(arns.subList(from, to).stream()
                            .map(arn -> Stream.builder()
                                    .streamArn(arn)
                                    .tableName(table.name())
                                    .build())
                            .toList())
                    .lastEvaluatedStreamArn(to < arns.size() ? arns.get(to - 1) : null)
                    .build();
        }
    }

    @Override
    public DescribeStreamResponse describeStream(DescribeStreamRequest request) {
        faults.check(operation(request));
        synchronized (table) {
            SimulatedStream stream = stream(request.streamArn());
            describes.incrementAndGet();
            List<SimulatedShard> shards = table.shards(stream).values().stream()
                    .filter(shard -> !table.isHidden(shard.id()))
                    .filter(shard -> isAskedFor(request, shard))
                    .toList();
            int from = indexAfter(shards, request.exclusiveStartShardId());
            int to = Math.min(from + SHARDS_A_PAGE, shards.size());
            DescribeStreamResponse.Builder response = DescribeStreamResponse.builder()
                    .streamDescription(StreamDescription.builder()
                            .streamArn(stream.arn())
                            .streamStatus(stream.status())
                            .streamViewType(stream.viewType())
                            .tableName(table.name())
                            .shards(shards.subList(from, to).stream()
                                    .map(SimulatedShard::describe)
                                    .toList())
                            .lastEvaluatedShardId(
                                    to < shards.size() ? shards.get(to - 1).id() : null)
                            .build());
            response.sdkHttpResponse(SdkHttpResponse.builder()
                    .statusCode(200)
                    .putHeader(
                            "Date",
                            DateTimeFormatter.RFC_1123_DATE_TIME.format(
                                    table.clock().instant().atOffset(ZoneOffset.UTC)))
                    .build());
            return response.build();
        }
    }

    @Override
    public GetShardIteratorResponse getShardIterator(GetShardIteratorRequest request) {
        faults.check("GetShardIterator " + request.shardId());
        synchronized (table) {
            SimulatedShard shard = shard(request.streamArn(), request.shardId());
            int index =
                    switch (request.shardIteratorType()) {
                        case TRIM_HORIZON -> shard.trimmed();
                        case LATEST -> shard.size();
                        case AT_SEQUENCE_NUMBER -> shard.indexAfter(request.sequenceNumber()) - 1;
                        case AFTER_SEQUENCE_NUMBER -> shard.indexAfter(request.sequenceNumber());
                        case UNKNOWN_TO_SDK_VERSION -> throw new IllegalArgumentException("Unknown iterator type");
                    };
            refuseTrimmed(shard, index);
            return GetShardIteratorResponse.builder()
                    .shardIterator(iterator(request.streamArn(), shard.id(), index))
                    .build();
        }
    }

    @Override
    public GetRecordsResponse getRecords(GetRecordsRequest request) {
        String[] iterator = request.shardIterator().split("\\|");
        String shardId = iterator[1];
        polls.computeIfAbsent(shardId, id -> new ConcurrentLinkedQueue<>()).add(System.nanoTime());
        faults.check("GetRecords " + shardId);
        Runnable meanwhile = duringCalls.remove(shardId);
        if (meanwhile != null) {
            meanwhile.run();
        }
        synchronized (table) {
            if (Instant.parse(iterator[3])
                    .plus(ITERATOR_LIFE)
                    .isBefore(table.clock().instant())) {
                throw ExpiredIteratorException.builder()
                        .message("Iterator expired")
                        .statusCode(400)
                        .build();
            }
            SimulatedShard shard = shard(iterator[0], shardId);
            int from = Integer.parseInt(iterator[2]);
            refuseTrimmed(shard, from);
            int limit = request.limit() == null ? RECORDS_A_PAGE : Math.min(request.limit(), RECORDS_A_PAGE);
            if (emptyPages.getOrDefault(shardId, new AtomicInteger()).getAndDecrement() > 0) {
                return GetRecordsResponse.builder()
                        .records(List.of())
                        .nextShardIterator(iterator(iterator[0], shardId, from))
                        .build();
            }
            List<Record> page = atMost(BYTES_A_PAGE, shard.page(from, limit));
            int next = from + page.size();
            boolean over = shard.isClosed() && next == shard.size() && (shard.endsWithLastRecords() || page.isEmpty());
            return GetRecordsResponse.builder()
                    .records(page)
                    .nextShardIterator(over ? null : iterator(iterator[0], shardId, next))
                    .build();
        }
    }

    @Override
    public String serviceName() {
        return SERVICE_NAME;
    }

    @Override
    public void close() {
        polls.clear();
    }

    private static String operation(DescribeStreamRequest request) {
        if (request.shardFilter() != null) {
            return "DescribeStream children";
        }
        return request.exclusiveStartShardId() == null ? "DescribeStream" : "DescribeStream after";
    }

    private boolean isAskedFor(DescribeStreamRequest request, SimulatedShard shard) {
        return request.shardFilter() == null
                || ignoresShardFilter
                || request.shardFilter().shardId().equals(shard.parentId());
    }

    private static List<Record> atMost(int bytes, List<Record> page) {
        int count = 0;
        int sum = 0;
        for (Record record : page) {
            AttributeValue resume = record.dynamodb().newImage().get("resume");
            sum += resume == null ? 0 : resume.s().length();
            if (sum > bytes && count > 0) {
                break;
            }
            count++;
        }
        return page.subList(0, count);
    }

    private String iterator(String arn, String shardId, int index) {
        return String.join(
                "|",
                arn,
                shardId,
                Integer.toString(index),
                table.clock().instant().toString());
    }

    private static void refuseTrimmed(SimulatedShard shard, int index) {
        if (index < shard.trimmed()) {
            throw TrimmedDataAccessException.builder()
                    .message("The data has been trimmed")
                    .statusCode(400)
                    .build();
        }
    }

    private SimulatedShard shard(String arn, String shardId) {
        SimulatedShard shard = table.readable(stream(arn), shardId);
        if (shard == null || table.isLost(shardId)) {
            throw notFound("Shard " + shardId);
        }
        return shard;
    }

    private SimulatedStream stream(String arn) {
        SimulatedStream stream = table.stream(arn);
        if (stream == null) {
            throw notFound("Stream " + arn);
        }
        return stream;
    }

    private static ResourceNotFoundException notFound(String what) {
        return ResourceNotFoundException.builder()
                .message(what + " not found")
                .statusCode(400)
                .build();
    }

    private static int indexAfter(List<SimulatedShard> shards, String shardId) {
        for (int i = 0; shardId != null && i < shards.size(); i++) {
            if (shards.get(i).id().equals(shardId)) {
                return i + 1;
            }
        }
        if (shardId != null) {
            throw DynamoDbException.builder()
                    .message("Invalid ExclusiveStartShardId")
                    .statusCode(400)
                    .build();
        }
        return 0;
    }
}
