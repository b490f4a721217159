package assignmentmailer.local;

import java.util.List;

/** Publishes the events about a mail, as the event destination of a configuration set does. */
@FunctionalInterface
public interface EventPublisher {
    /** A configuration set without an event destination. */
    EventPublisher NONE = (mail, events) -> {};

    /** @param events JSON documents, in the order in which they happened */
    void publish(ReceivedMail mail, List<String> events);
}
