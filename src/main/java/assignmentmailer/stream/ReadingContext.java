package assignmentmailer.stream;

import software.amazon.awssdk.services.dynamodb.streams.DynamoDbStreamsClient;

/**
 * What the readers of a table's shards share.
 *
 * @param pollers run what calls the stream
 * @param pageSize the most records to ask for at once
 */
record ReadingContext(
        DynamoDbStreamsClient client,
        Threads pollers,
        Delivery delivery,
        CheckpointWriter checkpoints,
        StreamMeters meters,
        Gaps gaps,
        Timings timings,
        int pageSize) {}
