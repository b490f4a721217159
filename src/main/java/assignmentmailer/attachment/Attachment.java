package assignmentmailer.attachment;

import java.net.URLConnection;
import java.util.Optional;

/**
 * A file attached to mails.
 *
 * @param name the file name
 * @param type the MIME type, from the JDK's table of file extensions
 * @param content shared by all mails, must not be modified
 */
public record Attachment(String name, String type, byte[] content) {
    /** SES developer guide, "Quotas related to email messages": SendRawEmail accepts 10 MB after Base64. */
    private static final long LARGEST_MAIL = 10L * 1024 * 1024;

    /** Room for headers and both texts. */
    private static final long REST_OF_THE_MAIL = 256L * 1024;

    /** RFC 2045, 6.8: 57 bytes are encoded as a line of 76 characters and a line break. */
    private static final long BYTES_A_LINE = 57;

    private static final long CHARACTERS_A_LINE = 78;

    /** The largest attachment, in bytes, that fits into a mail. */
    public static final long LARGEST = (LARGEST_MAIL - REST_OF_THE_MAIL) / CHARACTERS_A_LINE * BYTES_A_LINE;

    static Attachment of(String name, byte[] content) {
        // the JDK treats the text after a # as a fragment, not as the extension
        String type = Optional.ofNullable(URLConnection.getFileNameMap().getContentTypeFor(name.replace('#', '_')))
                .orElse("application/octet-stream");
        return new Attachment(name, type, content);
    }

    @Override
    public String toString() {
        return name + " (" + content.length + " bytes)";
    }
}
