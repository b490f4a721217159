package assignmentmailer.stream;

import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.DescribeStreamRequest;
import software.amazon.awssdk.services.dynamodb.model.DescribeStreamResponse;
import software.amazon.awssdk.services.dynamodb.model.ResourceNotFoundException;
import software.amazon.awssdk.services.dynamodb.model.StreamStatus;
import software.amazon.awssdk.services.dynamodb.model.StreamViewType;
import software.amazon.awssdk.services.dynamodb.model.TableDescription;
import software.amazon.awssdk.services.dynamodb.streams.DynamoDbStreamsClient;

/** Finds the current stream of a table and lists all of a stream's shards. */
final class StreamDirectory {
    private static final int TRIES_A_PAGE = 5;
    private static final Backoff BETWEEN_TRIES = new Backoff(Duration.ofMillis(200), Duration.ofSeconds(2));
    /** DescribeStream may be called 10 times a second. */
    private static final Duration BETWEEN_PAGES = Duration.ofMillis(100);

    private final DynamoDbClient dynamoDb;
    private final DynamoDbStreamsClient streams;
    private final Clock clock;

    StreamDirectory(DynamoDbClient dynamoDb, DynamoDbStreamsClient streams, Clock clock) {
        this.dynamoDb = dynamoDb;
        this.streams = streams;
        this.clock = clock;
    }

    /**
     * Returns the ARN of the stream that is enabled on a table.
     *
     * @throws StreamUnreadableException when there is no table or no enabled stream on it
     */
    String currentStream(String tableName) {
        TableDescription table = describe(tableName);
        String arn = table.latestStreamArn();
        boolean disabled = table.streamSpecification() != null
                && Boolean.FALSE.equals(table.streamSpecification().streamEnabled());
        if (arn == null || arn.isBlank() || disabled) {
            throw notEnabled(tableName);
        }
        return arn;
    }

    static StreamUnreadableException notEnabled(String tableName) {
        return new StreamUnreadableException(
                "The table '%s' has no stream enabled: enable one with the view type NEW_IMAGE or NEW_AND_OLD_IMAGES"
                        .formatted(tableName));
    }

    /** Returns the stream with all its shards, however many pages they fill. */
    StreamDescription describeStream(String streamArn) {
        List<Shard> shards = new ArrayList<>();
        DescribeStreamResponse page = page(streamArn, null);
        Instant at = serverTime(page);
        addShards(page, shards);
        while (page.streamDescription().lastEvaluatedShardId() != null) {
            pause(BETWEEN_PAGES);
            page = page(streamArn, page.streamDescription().lastEvaluatedShardId());
            addShards(page, shards);
        }
        StreamStatus status = page.streamDescription().streamStatus();
        StreamViewType viewType = page.streamDescription().streamViewType();
        return new StreamDescription(
                status != StreamStatus.DISABLED && status != StreamStatus.DISABLING, viewType, shards, at);
    }

    private TableDescription describe(String tableName) {
        try {
            return dynamoDb.describeTable(table -> table.tableName(tableName)).table();
        } catch (ResourceNotFoundException e) {
            throw new StreamUnreadableException(
                    "The table '%s' does not exist in this account and region: create it, or name another in candidates.table"
                            .formatted(tableName));
        }
    }

    private DescribeStreamResponse page(String streamArn, @Nullable String after) {
        DescribeStreamRequest request = DescribeStreamRequest.builder()
                .streamArn(streamArn)
                .exclusiveStartShardId(after)
                .build();
        for (int failures = 1; ; failures++) {
            try {
                return streams.describeStream(request);
            } catch (ResourceNotFoundException e) {
                throw e;
            } catch (SdkException e) {
                if (failures == TRIES_A_PAGE) {
                    throw e;
                }
                pause(BETWEEN_TRIES.after(failures, 0));
            }
        }
    }

    private static void addShards(DescribeStreamResponse page, List<Shard> shards) {
        page.streamDescription().shards().forEach(shard -> {
            boolean closed = shard.sequenceNumberRange() != null
                    && shard.sequenceNumberRange().endingSequenceNumber() != null;
            shards.add(new Shard(shard.shardId(), shard.parentShardId(), closed));
        });
    }

    /** The service's clock, where it says it: records are stamped by that one. */
    private Instant serverTime(DescribeStreamResponse page) {
        if (page.sdkHttpResponse() == null) {
            return clock.instant();
        }
        try {
            return page.sdkHttpResponse()
                    .firstMatchingHeader("Date")
                    .map(date -> ZonedDateTime.parse(date, DateTimeFormatter.RFC_1123_DATE_TIME)
                            .toInstant())
                    .orElseGet(clock::instant);
        } catch (DateTimeException e) {
            return clock.instant();
        }
    }

    private static void pause(Duration duration) {
        try {
            Thread.sleep(duration.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw AbortedException.create("Interrupted while listing shards", e);
        }
    }
}
