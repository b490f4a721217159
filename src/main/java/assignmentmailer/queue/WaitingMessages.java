package assignmentmailer.queue;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.services.sqs.model.Message;

/** The messages that wait for a retry: a bounded part of the heap. */
final class WaitingMessages {
    private static final int MOST = 1_000;
    private static final int PART_OF_HEAP = 8;

    private final long mostCharacters;

    /** By receipt handle. */
    private final Map<String, Message> messages = new HashMap<>();

    private long characters;
    private boolean isClosed;

    WaitingMessages(long mostCharacters) {
        this.mostCharacters = mostCharacters;
    }

    static WaitingMessages ofHeap() {
        return new WaitingMessages(Runtime.getRuntime().maxMemory() / PART_OF_HEAP / Character.BYTES);
    }

    /** Returns whether so much waits that no more should be received. */
    synchronized boolean isFull() {
        return messages.size() >= MOST || characters >= mostCharacters;
    }

    /** Adds a message; returns false once closed. */
    synchronized boolean add(Message message) {
        if (!isClosed) {
            messages.put(message.receiptHandle(), message);
            characters += message.body().length();
        }
        return !isClosed;
    }

    /** Removes a message; returns false when it does not wait any more. */
    synchronized boolean remove(Message message) {
        boolean waited = messages.remove(message.receiptHandle()) != null;
        characters -= waited ? message.body().length() : 0;
        return waited;
    }

    /** Removes all messages, and takes no more. Returns their receipt handles. */
    synchronized Collection<String> close() {
        List<String> receipts = List.copyOf(messages.keySet());
        messages.clear();
        characters = 0;
        isClosed = true;
        return receipts;
    }
}
