package assignmentmailer.link;

import java.net.URI;
import java.time.Instant;
import java.util.Optional;

/**
 * A presigned link; a secret, since every holder can download the object.
 *
 * @param expires when the link expires, empty when the credentials that signed it report no expiry
 */
record Link(URI url, Optional<Instant> expires) {

    @Override
    public String toString() {
        return "Link[expires=" + expires + "]";
    }
}
