package assignmentmailer.queue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;
import software.amazon.awssdk.services.sqs.model.QueueDoesNotExistException;
import software.amazon.awssdk.services.sqs.model.SqsException;

/**
 * A queue as it was found at the start.
 *
 * @param retention how long the queue keeps a message that nobody deletes
 * @param mostReceives the receives after which the queue moves a message to its own dead-letter queue; empty without one
 */
public record FoundQueue(String url, Duration retention, OptionalInt mostReceives) {
    /** Fewer receives than this may be used up by restarts of a day and a hold of several days. */
    private static final int ENOUGH_RECEIVES = 10;

    /** A hold may last for a night, and a mail becomes a dead letter an hour before the queue forgets its message. */
    private static final Duration ENOUGH_TIME = Duration.ofDays(1);

    /** SQS API reference, CreateQueue; a stand-in for SQS may not say it. */
    private static final Duration USUAL_RETENTION = Duration.ofDays(4);

    /** The JSON and the query protocol's words; SQS answers with the same status, 403, for credentials that are wrong. */
    private static final Set<String> DENIED = Set.of("AccessDenied", "AccessDeniedException");

    /**
     * Finds a queue.
     *
     * @param setting the setting that names it
     * @throws IllegalArgumentException when it does not exist, or may not be used
     */
    public static FoundQueue find(SqsClient client, QueueName queue, String setting) {
        try {
            String url = client.getQueueUrl(get -> {
                        get.queueName(queue.name());
                        queue.account().ifPresent(get::queueOwnerAWSAccountId);
                    })
                    .queueUrl();
            Map<QueueAttributeName, String> attributes = client.getQueueAttributes(get -> get.queueUrl(url)
                            .attributeNames(
                                    QueueAttributeName.MESSAGE_RETENTION_PERIOD, QueueAttributeName.REDRIVE_POLICY))
                    .attributes();
            return new FoundQueue(
                    url,
                    Optional.ofNullable(attributes.get(QueueAttributeName.MESSAGE_RETENTION_PERIOD))
                            .map(seconds -> Duration.ofSeconds(Long.parseLong(seconds)))
                            .orElse(USUAL_RETENTION),
                    mostReceives(attributes.get(QueueAttributeName.REDRIVE_POLICY)));
        } catch (QueueDoesNotExistException missing) {
            throw new IllegalArgumentException(
                    "%s: there is no queue %s in this account and region: create it, or correct the name"
                            .formatted(setting, queue.name()));
        } catch (SqsException refused) {
            if (isDenied(refused)) {
                throw new IllegalArgumentException(
                        "%s: access to the queue %s is denied: allow sqs:GetQueueUrl and sqs:GetQueueAttributes"
                                .formatted(setting, queue.name()));
            }
            // credentials, a clock that is wrong, a queue service that is ill: SQS's own words
            throw new IllegalArgumentException(
                    "%s: SQS refuses to describe the queue %s: %s"
                            .formatted(setting, queue.name(), refused.getMessage()),
                    refused);
        }
    }

    private static boolean isDenied(SqsException refused) {
        return refused.awsErrorDetails() != null
                && DENIED.contains(refused.awsErrorDetails().errorCode());
    }

    /** Returns how the queue may give up messages that the service would still have mailed, and what to do about it. */
    public List<String> troubles() {
        List<String> troubles = new ArrayList<>();
        if (mostReceives.isPresent() && mostReceives.getAsInt() < ENOUGH_RECEIVES) {
            troubles.add(
                    "the queue moves a message to its own dead-letter queue after %d receives, which a few restarts may use up: set maxReceiveCount to %d or more"
                            .formatted(mostReceives.getAsInt(), ENOUGH_RECEIVES));
        }
        if (retention.compareTo(ENOUGH_TIME) < 0) {
            troubles.add(
                    "the queue forgets a message after %d minutes, before an outage or a hold may be over: set MessageRetentionPeriod to a day or more"
                            .formatted(retention.toMinutes()));
        }
        return troubles;
    }

    private static OptionalInt mostReceives(@Nullable String redrivePolicy) {
        if (redrivePolicy == null) {
            return OptionalInt.empty();
        }
        try {
            return OptionalInt.of(new ObjectMapper()
                    .readTree(redrivePolicy)
                    .path("maxReceiveCount")
                    .asInt());
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
