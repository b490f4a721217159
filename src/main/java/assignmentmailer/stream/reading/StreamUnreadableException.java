package assignmentmailer.stream.reading;

/** Thrown when a table's stream cannot be read and a retry would not help; the message names the remedy. */
public final class StreamUnreadableException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    StreamUnreadableException(String message) {
        super(message);
    }
}
