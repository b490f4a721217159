package assignmentmailer.local;

import java.io.IOException;
import java.io.Serial;

/** Thrown when a port of the local run is in use by another process. */
final class PortTakenException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1;

    private final int port;

    PortTakenException(int port, IOException cause) {
        super("port " + port + " is in use", cause);
        this.port = port;
    }

    int port() {
        return port;
    }
}
