package assignmentmailer.state;

/** Says that the state table cannot be used, and what would mend it. */
public final class StateTableException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    StateTableException(String message) {
        super(message);
    }

    StateTableException(String message, Throwable cause) {
        super(message, cause);
    }
}
