package assignmentmailer.command;

import assignmentmailer.queue.QueueName;
import java.util.Optional;

/**
 * What the service needs of AWS, by its settings.
 *
 * @param isStreamRead whether the candidates' stream is read
 * @param isReplayOn whether dead letters are replayed
 * @param queue the queue of candidates, empty when none is read
 * @param sender the address in {@code mail.from}
 */
public record AwsNeeds(
        String candidatesTable,
        boolean isStreamRead,
        boolean isReplayOn,
        Optional<QueueName> queue,
        String stateTable,
        String sender) {}
