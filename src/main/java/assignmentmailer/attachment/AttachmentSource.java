package assignmentmailer.attachment;

import java.io.IOException;
import java.util.Optional;

/** Where one attachment comes from. */
interface AttachmentSource {

    /**
     * Reads it.
     *
     * @param version the one that is known, empty for none
     * @return empty where it is still that version, or is being written
     * @throws IllegalArgumentException when it is missing, denied or too large; the message says so, with how to mend it
     * @throws IOException or SdkClientException when it cannot be reached
     */
    Optional<Content> read(String version) throws IOException;

    /**
     * One version of it.
     *
     * @param version tells it from others
     */
    record Content(String version, byte[] bytes) {}

    static void checkSize(long bytes) {
        if (bytes > Attachment.LARGEST) {
            throw new IllegalArgumentException(
                    "has %,d bytes, and a mail has room for %,d, as SES takes 10 MB in base64: make it smaller, or give a url instead"
                            .formatted(bytes, Attachment.LARGEST));
        }
    }
}
