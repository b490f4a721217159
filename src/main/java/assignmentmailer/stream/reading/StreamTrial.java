package assignmentmailer.stream.reading;

import assignmentmailer.stream.schedule.TimeSource;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.ShardIteratorType;
import software.amazon.awssdk.services.dynamodb.streams.DynamoDbStreamsClient;

/** Tries each call that reads a table's stream, once and without a checkpoint, for an operator's check. */
public final class StreamTrial {
    private final DynamoDbStreamsClient streams;
    private final TableStreams tableStreams;
    private final ShardLister lister;

    public StreamTrial(String table, DynamoDbClient dynamoDb, DynamoDbStreamsClient streams) {
        this.streams = streams;
        this.tableStreams = new TableStreams(table, dynamoDb, streams);
        this.lister = new ShardLister(streams, new ServiceClock(TimeSource.SYSTEM));
    }

    /**
     * Reads at most one record.
     *
     * @return the view type of the enabled stream
     * @throws StreamUnreadableException when the table does not exist, or no stream with new images is enabled; the
     *     message names the remedy
     * @throws software.amazon.awssdk.core.exception.SdkException when a call fails
     */
    public String run() {
        String arn = tableStreams.enabledStream();
        StreamPage page = lister.page(arn, null);
        tableStreams.check(page);
        page.shards().stream().filter(shard -> !shard.closed()).findAny().ifPresent(shard -> read(arn, shard.id()));
        tableStreams.after(arn);
        return String.valueOf(page.viewType());
    }

    private void read(String arn, String shard) {
        String iterator = streams.getShardIterator(
                        request -> request.streamArn(arn).shardId(shard).shardIteratorType(ShardIteratorType.LATEST))
                .shardIterator();
        streams.getRecords(request -> request.shardIterator(iterator).limit(1));
    }
}
