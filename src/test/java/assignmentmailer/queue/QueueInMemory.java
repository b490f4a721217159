package assignmentmailer.queue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.ChangeMessageVisibilityBatchRequest;
import software.amazon.awssdk.services.sqs.model.ChangeMessageVisibilityBatchResponse;
import software.amazon.awssdk.services.sqs.model.ChangeMessageVisibilityRequest;
import software.amazon.awssdk.services.sqs.model.ChangeMessageVisibilityResponse;
import software.amazon.awssdk.services.sqs.model.DeleteMessageRequest;
import software.amazon.awssdk.services.sqs.model.DeleteMessageResponse;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeName;
import software.amazon.awssdk.services.sqs.model.ReceiveMessageRequest;
import software.amazon.awssdk.services.sqs.model.ReceiveMessageResponse;

/** A queue whose messages are received once, and that records what is done with them. */
final class QueueInMemory implements SqsClient {
    static final String URL = "https://sqs.us-east-1.amazonaws.com/111122223333/candidates";

    private final Queue<Message> messages = new ConcurrentLinkedQueue<>();
    private volatile @Nullable RuntimeException refusal;

    final List<String> deleted = new CopyOnWriteArrayList<>();

    /** The times in seconds for which messages were hidden, in turn. */
    final List<Integer> hidden = new CopyOnWriteArrayList<>();

    /** The receipt handles of the messages that were released. */
    final List<String> released = new CopyOnWriteArrayList<>();

    final List<Integer> batches = new CopyOnWriteArrayList<>();

    void send(String receipt, long sentAt) {
        messages.add(Message.builder()
                .messageId("id-" + receipt)
                .receiptHandle(receipt)
                .body("body of " + receipt)
                .attributes(Map.of(MessageSystemAttributeName.SENT_TIMESTAMP, String.valueOf(sentAt)))
                .build());
    }

    /** Makes changes of the visibility fail. */
    void refuse(RuntimeException failure) {
        refusal = failure;
    }

    @Override
    public ReceiveMessageResponse receiveMessage(ReceiveMessageRequest request) {
        List<Message> received = new ArrayList<>();
        Message next = messages.poll();
        if (next != null) {
            received.add(next);
        }
        return ReceiveMessageResponse.builder().messages(received).build();
    }

    @Override
    public DeleteMessageResponse deleteMessage(DeleteMessageRequest request) {
        deleted.add(request.receiptHandle());
        return DeleteMessageResponse.builder().build();
    }

    @Override
    public ChangeMessageVisibilityResponse changeMessageVisibility(ChangeMessageVisibilityRequest request) {
        if (refusal != null) {
            throw refusal;
        }
        hidden.add(request.visibilityTimeout());
        return ChangeMessageVisibilityResponse.builder().build();
    }

    @Override
    public ChangeMessageVisibilityBatchResponse changeMessageVisibilityBatch(
            ChangeMessageVisibilityBatchRequest request) {
        batches.add(request.entries().size());
        request.entries().stream()
                .filter(entry -> entry.visibilityTimeout() == 0)
                .forEach(entry -> released.add(entry.receiptHandle()));
        return ChangeMessageVisibilityBatchResponse.builder().build();
    }

    @Override
    public String serviceName() {
        return SERVICE_NAME;
    }

    @Override
    public void close() {}
}
