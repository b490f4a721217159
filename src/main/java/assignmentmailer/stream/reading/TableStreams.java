package assignmentmailer.stream.reading;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.ListStreamsResponse;
import software.amazon.awssdk.services.dynamodb.model.ResourceNotFoundException;
import software.amazon.awssdk.services.dynamodb.model.StreamViewType;
import software.amazon.awssdk.services.dynamodb.model.TableDescription;
import software.amazon.awssdk.services.dynamodb.streams.DynamoDbStreamsClient;

/**
 * Finds the current and previous streams of a table.
 *
 * <p>A stream's ARN ends in its label, <a
 * href="https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_streams_Stream.html">the ISO 8601 time</a>
 * at which it was enabled, so labels sort chronologically. A disabled stream remains for 24 hours.
 */
final class TableStreams {
    private static final String STREAM = "/stream/";

    private final String tableName;
    private final DynamoDbClient dynamoDb;
    private final DynamoDbStreamsClient streams;

    TableStreams(String tableName, DynamoDbClient dynamoDb, DynamoDbStreamsClient streams) {
        this.tableName = tableName;
        this.dynamoDb = dynamoDb;
        this.streams = streams;
    }

    /**
     * Returns the table's ARN, even when the table is deleted and only its streams remain, or when DescribeTable is
     * denied.
     *
     * @throws StreamUnreadableException when neither the table nor a stream of it exists
     */
    String tableArn() {
        try {
            TableDescription table = describe();
            return table.tableArn() == null ? tableArnOf(enabled(table)) : table.tableArn();
        } catch (SdkException | StreamUnreadableException e) {
            return anyStream().map(TableStreams::tableArnOf).orElseThrow(() -> e);
        }
    }

    /**
     * Returns the ARN of the enabled stream.
     *
     * <p>DescribeTable is <a
     * href="https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_DescribeTable.html">eventually
     * consistent</a>: shortly after a stream was replaced, it may still return the previous one.
     *
     * @throws StreamUnreadableException when the table does not exist or has no enabled stream
     */
    String enabledStream() {
        return enabled(describe());
    }

    /** Returns the streams enabled after another, oldest first. */
    List<String> after(String streamArn) {
        return list().stream()
                .filter(arn -> label(arn).compareTo(label(streamArn)) > 0)
                .sorted(Comparator.comparing(TableStreams::label))
                .toList();
    }

    /** @throws StreamUnreadableException when the stream is disabled or has no new images */
    void check(StreamPage page) {
        if (!page.enabled()) {
            throw notEnabled();
        }
        if (!page.hasNewImages()) {
            throw withoutNewImages(page.viewType());
        }
    }

    StreamUnreadableException notEnabled() {
        return new StreamUnreadableException(
                "The table '%s' has no stream enabled: enable one with the view type NEW_IMAGE or NEW_AND_OLD_IMAGES"
                        .formatted(tableName));
    }

    StreamUnreadableException withoutNewImages(StreamViewType viewType) {
        return new StreamUnreadableException(
                "The stream of table '%s' has the view type %s, without the new image: disable it and enable one with NEW_IMAGE or NEW_AND_OLD_IMAGES"
                        .formatted(tableName, viewType));
    }

    /** Returns whether a stream was enabled after the other. */
    static boolean isAfter(String streamArn, String other) {
        return label(streamArn).compareTo(label(other)) > 0;
    }

    /** Returns when a stream was enabled, empty when its label is not a time. */
    static Optional<Instant> enabledAt(String streamArn) {
        try {
            return Optional.of(LocalDateTime.parse(label(streamArn)).toInstant(ZoneOffset.UTC));
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }

    private static String label(String streamArn) {
        return streamArn.substring(streamArn.lastIndexOf('/') + 1);
    }

    private static String tableArnOf(String streamArn) {
        return streamArn.substring(0, streamArn.lastIndexOf(STREAM));
    }

    private Optional<String> anyStream() {
        try {
            return list().stream().findAny();
        } catch (SdkException e) {
            return Optional.empty();
        }
    }

    private List<String> list() {
        List<String> arns = new ArrayList<>();
        String last = null;
        do {
            ListStreamsResponse page = list(last);
            page.streams().forEach(stream -> arns.add(stream.streamArn()));
            last = page.lastEvaluatedStreamArn();
        } while (last != null);
        return arns;
    }

    private ListStreamsResponse list(@Nullable String after) {
        return streams.listStreams(request -> request.tableName(tableName).exclusiveStartStreamArn(after));
    }

    private TableDescription describe() {
        try {
            return dynamoDb.describeTable(table -> table.tableName(tableName)).table();
        } catch (ResourceNotFoundException e) {
            throw new StreamUnreadableException(
                    "The table '%s' does not exist in this account and region: create it, or name another in candidates.table"
                            .formatted(tableName));
        }
    }

    private String enabled(TableDescription table) {
        String arn = table.latestStreamArn();
        boolean disabled = table.streamSpecification() != null
                && Boolean.FALSE.equals(table.streamSpecification().streamEnabled());
        if (arn == null || arn.isBlank() || disabled) {
            throw notEnabled();
        }
        return arn;
    }
}
