package assignmentmailer.queue;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.services.sqs.model.Message;

/** The messages that wait for a retry, a bounded part of the heap, and those that a stop leaves to other copies. */
public final class WaitingMessages {
    private static final int MOST = 1_000;
    private static final int PART_OF_HEAP = 8;

    private final long mostCharacters;

    /** By receipt handle. */
    private final Map<String, Message> messages = new HashMap<>();

    private final Collection<String> left = new ArrayList<>();
    private long characters;

    WaitingMessages(long mostCharacters) {
        this.mostCharacters = mostCharacters;
    }

    public static WaitingMessages ofHeap() {
        return new WaitingMessages(Runtime.getRuntime().maxMemory() / PART_OF_HEAP / Character.BYTES);
    }

    /** Returns whether so much waits that no more should be received. */
    synchronized boolean isFull() {
        return messages.size() >= MOST || characters >= mostCharacters;
    }

    synchronized int size() {
        return messages.size();
    }

    synchronized void add(Message message) {
        messages.put(message.receiptHandle(), message);
        characters += message.body().length();
    }

    /** Notes a message for the other copies. */
    synchronized void leave(String receipt) {
        left.add(receipt);
    }

    /** Removes a message; returns false when it does not wait any more. */
    synchronized boolean remove(Message message) {
        boolean waited = messages.remove(message.receiptHandle()) != null;
        characters -= waited ? message.body().length() : 0;
        return waited;
    }

    /** Removes all messages. Returns the receipt handles of those that waited and of those that were left. */
    synchronized List<String> removeAll() {
        List<String> receipts = new ArrayList<>(left);
        receipts.addAll(messages.keySet());
        messages.clear();
        left.clear();
        characters = 0;
        return receipts;
    }
}
