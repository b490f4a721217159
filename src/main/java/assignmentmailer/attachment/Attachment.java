package assignmentmailer.attachment;

import java.net.URLConnection;
import java.util.Optional;

/**
 * What is attached to a mail.
 *
 * @param name of the file
 * @param type as MIME has it, by the JDK's table of file endings
 * @param content shared by all mails, never to be changed
 */
public record Attachment(String name, String type, byte[] content) {
    /** SES developer guide, "Quotas related to email messages": SendRawEmail takes 10 MB after base64. */
    private static final long LARGEST_MAIL = 10L * 1024 * 1024;

    /** For headers and both texts. */
    private static final long REST_OF_THE_MAIL = 256L * 1024;

    /** RFC 2045, 6.8: a line of 76 characters and its end stand for 57 bytes. */
    private static final long BYTES_A_LINE = 57;

    private static final long CHARACTERS_A_LINE = 78;

    /** The most bytes that fit a mail. */
    public static final long LARGEST = (LARGEST_MAIL - REST_OF_THE_MAIL) / CHARACTERS_A_LINE * BYTES_A_LINE;

    static Attachment of(String name, byte[] content) {
        String type = Optional.ofNullable(URLConnection.getFileNameMap().getContentTypeFor(name))
                .orElse("application/octet-stream");
        return new Attachment(name, type, content);
    }

    @Override
    public String toString() {
        return name + " (" + content.length + " bytes)";
    }
}
