package assignmentmailer.mail;

import java.io.Serial;
import java.util.stream.Stream;

/**
 * The proof, suppressed in an exception, that a call failed before a byte of its body was read for transmission: the SDK
 * lets an interceptor add to an exception, but not replace it by one of another type.
 */
final class NothingSent extends Exception {
    @Serial
    private static final long serialVersionUID = 1L;

    private NothingSent() {
        super("Nothing was sent", null, false, false);
    }

    static void proveOf(Throwable failure) {
        if (!isProvenOf(failure)) {
            failure.addSuppressed(new NothingSent());
        }
    }

    /** Whether it is proven of this failure, or of one that caused it. */
    static boolean isProvenOf(Throwable failure) {
        return Stream.iterate(failure, t -> t != null, Throwable::getCause)
                .flatMap(cause -> Stream.of(cause.getSuppressed()))
                .anyMatch(NothingSent.class::isInstance);
    }
}
