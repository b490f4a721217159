package assignmentmailer.state;

/** Thrown when the state table cannot be used; the message names the remedy. */
public final class StateTableException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    StateTableException(String message) {
        super(message);
    }

    StateTableException(String message, Throwable cause) {
        super(message, cause);
    }
}
