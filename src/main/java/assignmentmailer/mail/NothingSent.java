package assignmentmailer.mail;

import java.io.Serial;
import java.util.stream.Stream;

/**
 * A marker, added as a suppressed exception, that a call failed before any byte of its body was read for transmission.
 * The SDK lets an interceptor add to an exception, but not replace it by another type.
 */
final class NothingSent extends Exception {
    @Serial
    private static final long serialVersionUID = 1L;

    private NothingSent() {
        super("Nothing was sent", null, false, false);
    }

    static void mark(Throwable failure) {
        if (!isMarked(failure)) {
            failure.addSuppressed(new NothingSent());
        }
    }

    /** Returns whether this failure or one of its causes carries the marker. */
    static boolean isMarked(Throwable failure) {
        return Stream.iterate(failure, t -> t != null, Throwable::getCause)
                .flatMap(cause -> Stream.of(cause.getSuppressed()))
                .anyMatch(NothingSent.class::isInstance);
    }
}
