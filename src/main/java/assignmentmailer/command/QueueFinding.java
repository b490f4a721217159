package assignmentmailer.command;

import assignmentmailer.queue.FoundQueue;
import assignmentmailer.queue.QueueName;
import java.util.List;
import software.amazon.awssdk.services.sqs.SqsClient;

/** Finds a queue that is read, as the start does. To receive would hide a message from the service. */
public final class QueueFinding {
    private QueueFinding() {}

    /** @param setting the setting that names the queue */
    public static Finding of(SqsClient client, QueueName name, String subject, String setting) {
        FoundQueue queue;
        try {
            queue = FoundQueue.find(client, name, setting);
        } catch (IllegalArgumentException missingOrDenied) {
            return Finding.fail(subject, missingOrDenied.getMessage());
        }
        List<String> troubles = queue.troubles();
        if (!troubles.isEmpty()) {
            return Finding.warn(subject, String.join("; ", troubles));
        }
        return Finding.ok(
                subject,
                "keeps messages for %d days; to read, the service needs sqs:ReceiveMessage, sqs:DeleteMessage and sqs:ChangeMessageVisibility"
                        .formatted(queue.retention().toDays()));
    }
}
