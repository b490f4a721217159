package assignmentmailer.link;

import java.net.URI;
import java.time.Instant;
import java.util.Optional;

/**
 * A presigned link: a secret, as whoever has it may download.
 *
 * @param expires when it ends, empty where the credentials that signed it do not say when they do
 */
record Link(URI url, Optional<Instant> expires) {

    @Override
    public String toString() {
        return "Link[expires=" + expires + "]";
    }
}
