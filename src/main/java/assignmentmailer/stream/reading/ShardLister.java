package assignmentmailer.stream.reading;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.DescribeStreamRequest;
import software.amazon.awssdk.services.dynamodb.model.DescribeStreamResponse;
import software.amazon.awssdk.services.dynamodb.model.Shard;
import software.amazon.awssdk.services.dynamodb.model.ShardFilterType;
import software.amazon.awssdk.services.dynamodb.model.StreamStatus;
import software.amazon.awssdk.services.dynamodb.streams.DynamoDbStreamsClient;

/** Lists the shards of a stream, at most 100 per call. */
final class ShardLister {
    private final DynamoDbStreamsClient streams;
    private final ServiceClock clock;

    ShardLister(DynamoDbStreamsClient streams, ServiceClock clock) {
        this.streams = streams;
        this.clock = clock;
    }

    /** @param after the last shard of the previous page, or null for the first page */
    StreamPage page(String streamArn, @Nullable String after) {
        return page(DescribeStreamRequest.builder()
                .streamArn(streamArn)
                .exclusiveStartShardId(after)
                .build());
    }

    /**
     * Returns the children of a shard, by the <a
     * href="https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_streams_ShardFilter.html">shard
     * filter</a>; a server that ignores the filter returns the first page of all shards.
     */
    StreamPage children(String streamArn, String parentId) {
        return page(DescribeStreamRequest.builder()
                .streamArn(streamArn)
                .shardFilter(filter -> filter.type(ShardFilterType.CHILD_SHARDS).shardId(parentId))
                .build());
    }

    private StreamPage page(DescribeStreamRequest request) {
        Instant asOf = clock.instant();
        DescribeStreamResponse response = streams.describeStream(request);
        serverTime(response).ifPresent(clock::set);
        StreamStatus status = response.streamDescription().streamStatus();
        List<ListedShard> shards = response.streamDescription().shards().stream()
                .map(shard -> listed(shard, asOf))
                .toList();
        return new StreamPage(
                status != StreamStatus.DISABLED,
                response.streamDescription().streamViewType(),
                shards,
                response.streamDescription().lastEvaluatedShardId());
    }

    private static ListedShard listed(Shard shard, Instant asOf) {
        boolean closed = shard.sequenceNumberRange() != null
                && shard.sequenceNumberRange().endingSequenceNumber() != null;
        return new ListedShard(shard.shardId(), shard.parentShardId(), closed, asOf);
    }

    /** Returns the service's time, if the response contains it; records are stamped by this clock. */
    private static Optional<Instant> serverTime(DescribeStreamResponse response) {
        if (response.sdkHttpResponse() == null) {
            return Optional.empty();
        }
        try {
            return response.sdkHttpResponse().firstMatchingHeader("Date").map(date -> ZonedDateTime.parse(
                            date, DateTimeFormatter.RFC_1123_DATE_TIME)
                    .toInstant());
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }
}
