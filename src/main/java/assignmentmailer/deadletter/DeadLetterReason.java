package assignmentmailer.deadletter;

/** An exception that gives a one-word reason for its record's dead letter. */
public interface DeadLetterReason {
    /** The reason for exceptions without a reason of their own. */
    String UNEXPECTED = "unexpected";

    /** Returns the reason: lower-case letters and hyphens. */
    String reason();

    /** Returns the dead-letter reason of an exception. */
    static String of(Throwable failure) {
        return failure instanceof DeadLetterReason known ? known.reason() : UNEXPECTED;
    }
}
