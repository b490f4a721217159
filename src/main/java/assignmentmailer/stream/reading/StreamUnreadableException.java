package assignmentmailer.stream.reading;

/** Says why a table's stream cannot be read and what would mend it; to try again would not. */
public final class StreamUnreadableException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    StreamUnreadableException(String message) {
        super(message);
    }
}
