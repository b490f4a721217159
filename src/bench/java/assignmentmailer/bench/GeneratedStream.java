package assignmentmailer.bench;

import java.math.BigInteger;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.DescribeStreamRequest;
import software.amazon.awssdk.services.dynamodb.model.DescribeStreamResponse;
import software.amazon.awssdk.services.dynamodb.model.GetRecordsRequest;
import software.amazon.awssdk.services.dynamodb.model.GetRecordsResponse;
import software.amazon.awssdk.services.dynamodb.model.GetShardIteratorRequest;
import software.amazon.awssdk.services.dynamodb.model.GetShardIteratorResponse;
import software.amazon.awssdk.services.dynamodb.model.OperationType;
import software.amazon.awssdk.services.dynamodb.model.Record;
import software.amazon.awssdk.services.dynamodb.model.Shard;
import software.amazon.awssdk.services.dynamodb.model.StreamRecord;
import software.amazon.awssdk.services.dynamodb.model.StreamStatus;
import software.amazon.awssdk.services.dynamodb.model.StreamViewType;
import software.amazon.awssdk.services.dynamodb.streams.DynamoDbStreamsClient;

/** A stream of any length without memory use: records are generated when read. */
final class GeneratedStream implements DynamoDbStreamsClient {
    private static final BigInteger FIRST_SEQUENCE_NUMBER = BigInteger.TEN.pow(20);
    private static final int SHARDS_A_PAGE = 100;

    private final int shards;
    private final int recordsAShard;

    GeneratedStream(int shards, int recordsAShard) {
        this.shards = shards;
        this.recordsAShard = recordsAShard;
    }

    @Override
    public DescribeStreamResponse describeStream(DescribeStreamRequest request) {
        int from = request.exclusiveStartShardId() == null ? 0 : index(request.exclusiveStartShardId()) + 1;
        int to = Math.min(shards, from + SHARDS_A_PAGE);
        List<Shard> page = IntStream.range(from, to)
                .mapToObj(shard -> Shard.builder().shardId("shardId-" + shard).build())
                .toList();
        return DescribeStreamResponse.builder()
                .streamDescription(stream -> stream.streamArn(request.streamArn())
                        .streamStatus(StreamStatus.ENABLED)
                        .streamViewType(StreamViewType.NEW_IMAGE)
                        .shards(page)
                        .lastEvaluatedShardId(
                                to < shards ? page.get(page.size() - 1).shardId() : null))
                .build();
    }

    /** Always starts at the first record: no shard is read twice here. */
    @Override
    public GetShardIteratorResponse getShardIterator(GetShardIteratorRequest request) {
        return GetShardIteratorResponse.builder()
                .shardIterator(request.shardId() + "-0")
                .build();
    }

    @Override
    public GetRecordsResponse getRecords(GetRecordsRequest request) {
        String iterator = request.shardIterator();
        String shardId = iterator.substring(0, iterator.lastIndexOf('-'));
        int from = index(iterator);
        int to = Math.min(recordsAShard, from + request.limit());
        return GetRecordsResponse.builder()
                .records(IntStream.range(from, to)
                        .mapToObj(GeneratedStream::insert)
                        .toList())
                .nextShardIterator(shardId + "-" + to)
                .build();
    }

    @Override
    public String serviceName() {
        return SERVICE_NAME;
    }

    @Override
    public void close() {}

    private static int index(String id) {
        return Integer.parseInt(id.substring(id.lastIndexOf('-') + 1));
    }

    private static Record insert(int number) {
        AttributeValue id = AttributeValue.fromS("candidate-" + number);
        return Record.builder()
                .eventID("event-" + number)
                .eventName(OperationType.INSERT)
                .eventSource("aws:dynamodb")
                .dynamodb(StreamRecord.builder()
                        .keys(Map.of("id", id))
                        .newImage(Map.of("id", id, "fullname", AttributeValue.fromS("Candidate " + number)))
                        .sequenceNumber(FIRST_SEQUENCE_NUMBER
                                .add(BigInteger.valueOf(number))
                                .toString())
                        .approximateCreationDateTime(Instant.now())
                        .build())
                .build();
    }
}
