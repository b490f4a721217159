package assignmentmailer.deadletter;

/** An exception that says in one word why its record becomes a dead letter. */
public interface DeadLetterReason {
    /** The reason of every exception that gives none. */
    String UNEXPECTED = "unexpected";

    /** Returns lower-case letters and hyphens. */
    String reason();

    /** Returns why an exception makes a dead letter of its record. */
    static String of(Throwable failure) {
        return failure instanceof DeadLetterReason known ? known.reason() : UNEXPECTED;
    }
}
