package assignmentmailer.stream.reading;

import assignmentmailer.stream.checkpoint.CheckpointWriter;
import assignmentmailer.stream.delivery.RecordDispatcher;
import assignmentmailer.stream.schedule.TaskRunner;
import assignmentmailer.stream.schedule.TimeSource;
import software.amazon.awssdk.services.dynamodb.streams.DynamoDbStreamsClient;

/**
 * The collaborators and limits shared by the readers of all shards of a table.
 *
 * @param pollers runs calls to the stream
 * @param pageSize the most records per poll, 1 to 1000
 */
public record ReadingContext(
        DynamoDbStreamsClient client,
        TimeSource time,
        ServiceClock clock,
        TaskRunner pollers,
        RecordDispatcher dispatcher,
        CheckpointWriter checkpoints,
        ReadBudget budget,
        ReadingObserver observer,
        GapReporter gaps,
        PollPace pace,
        ReadingTimeouts timeouts,
        int pageSize) {}
