package assignmentmailer.attachment;

import java.io.IOException;
import java.util.Optional;

/** Reads one attachment from where it is stored. */
interface AttachmentSource {

    /**
     * Reads the attachment if it has changed.
     *
     * @param version the version read last, empty for none
     * @return empty when the version is unchanged, or a new one is still being written
     * @throws IllegalArgumentException when it is missing, denied, empty or too large; the message says which, and the remedy
     * @throws IOException or SdkClientException when its store cannot be reached
     */
    Optional<Content> read(String version) throws IOException;

    /**
     * One version of the attachment.
     *
     * @param version identifies the version
     */
    record Content(String version, byte[] bytes) {}

    static void checkSize(long bytes) {
        if (bytes == 0) {
            throw new IllegalArgumentException("is empty: put the assignment there");
        }
        if (bytes > Attachment.LARGEST) {
            throw new IllegalArgumentException(
                    "has %,d bytes, but a mail has room for %,d, since SES accepts 10 MB in Base64: make it smaller, or set a url instead"
                            .formatted(bytes, Attachment.LARGEST));
        }
    }
}
