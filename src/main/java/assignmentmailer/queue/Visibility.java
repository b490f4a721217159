package assignmentmailer.queue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.ChangeMessageVisibilityBatchRequestEntry;

/** Changes for how long received messages are invisible to other receivers. */
final class Visibility {
    private static final Logger LOG = LoggerFactory.getLogger(Visibility.class);

    /** The longest that SQS hides a message after a receive (SQS developer guide, "Visibility timeout"). */
    private static final Duration LONGEST = Duration.ofHours(12);

    /** The longest time for a call: a stop waits for one that fails. */
    private static final Duration LONGEST_CALL = Duration.ofSeconds(5);

    /** The most entries of one ChangeMessageVisibilityBatch (SQS API reference). */
    private static final int LARGEST_BATCH = 10;

    /** The message was deleted, is visible, or was received 12 hours ago (SQS API reference, ChangeMessageVisibility). */
    private static final Set<String> GONE = Set.of(
            "InvalidParameterValue",
            "ReceiptHandleIsInvalid",
            "AWS.SimpleQueueService.MessageNotInflight",
            "AWS.SimpleQueueService.NonExistentQueue");

    private final SqsClient client;

    Visibility(SqsClient client) {
        this.client = client;
    }

    /**
     * Hides a message from now on.
     *
     * @param time rounded up to seconds
     * @return false when SQS refuses, because 12 hours have passed since the receive, or the message is visible or gone
     */
    boolean hide(String queueUrl, String receipt, Duration time) {
        Duration capped = time.compareTo(LONGEST) < 0 ? time : LONGEST;
        try {
            client.changeMessageVisibility(change -> change.queueUrl(queueUrl)
                    .receiptHandle(receipt)
                    .visibilityTimeout((int) capped.plusMillis(999).toSeconds())
                    .overrideConfiguration(override -> override.apiCallTimeout(LONGEST_CALL)));
            return true;
        } catch (SdkException failure) {
            if (failure instanceof AwsServiceException refused
                    && refused.awsErrorDetails() != null
                    && GONE.contains(refused.awsErrorDetails().errorCode())) {
                return false;
            }
            LOG.debug("A message cannot be hidden, and may be received twice", failure);
            return true;
        }
    }

    /** Makes messages visible to other receivers at once; after a failed call the rest become visible by themselves. */
    void release(String queueUrl, Collection<String> receipts) {
        List<String> left = new ArrayList<>(receipts);
        try {
            for (int i = 0; i < left.size(); i += LARGEST_BATCH) {
                List<ChangeMessageVisibilityBatchRequestEntry> batch = new ArrayList<>();
                for (String receipt : left.subList(i, Math.min(i + LARGEST_BATCH, left.size()))) {
                    batch.add(ChangeMessageVisibilityBatchRequestEntry.builder()
                            .id(String.valueOf(batch.size()))
                            .receiptHandle(receipt)
                            .visibilityTimeout(0)
                            .build());
                }
                client.changeMessageVisibilityBatch(change -> change.queueUrl(queueUrl)
                        .entries(batch)
                        .overrideConfiguration(override -> override.apiCallTimeout(LONGEST_CALL)));
            }
        } catch (SdkException | RejectedExecutionException unreachable) {
            LOG.info(
                    "Messages cannot be given back to the queue; they become visible by themselves: {}",
                    unreachable.getMessage());
        }
    }
}
