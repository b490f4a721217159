package assignmentmailer.deadletter;

import assignmentmailer.record.UnreadableRecordException;
import java.util.Optional;
import java.util.stream.Stream;

/** An exception that gives a one-word reason for its record's dead letter. */
public interface DeadLetterReason {
    /** The reason for exceptions without a reason of their own. */
    String UNEXPECTED = "unexpected";

    /** The reason for a text that contains no change record. */
    String UNREADABLE = "unreadable";

    /** Returns the reason: lower-case letters and hyphens. */
    String reason();

    /** Returns the dead-letter reason of an exception. */
    static String of(Throwable failure) {
        if (failure instanceof DeadLetterReason known) {
            return known.reason();
        }
        return unreadable(failure).isPresent() ? UNREADABLE : UNEXPECTED;
    }

    /** Returns the cause that a text contains no change record: Camel's type conversion wraps it several times. */
    static Optional<UnreadableRecordException> unreadable(Throwable failure) {
        return Stream.iterate(failure, cause -> cause != null, Throwable::getCause)
                .filter(UnreadableRecordException.class::isInstance)
                .map(UnreadableRecordException.class::cast)
                .findFirst();
    }
}
