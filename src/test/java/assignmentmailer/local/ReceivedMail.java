package assignmentmailer.local;

import jakarta.mail.MessagingException;
import jakarta.mail.internet.MimeMessage;
import java.io.ByteArrayInputStream;
import java.util.List;

/**
 * A mail accepted by the local SES.
 *
 * @param id the message id in the response
 * @param receivedAt in milliseconds since 1970
 * @param source the sender in the envelope, as given in the request or else in the From header
 * @param destinations the addresses in the envelope, which need not be those in the mail's headers
 * @param raw the mail as transmitted
 */
public record ReceivedMail(String id, long receivedAt, String source, List<String> destinations, byte[] raw) {
    public MimeMessage message() {
        try {
            return new MimeMessage(null, new ByteArrayInputStream(raw));
        } catch (MessagingException e) {
            throw new IllegalStateException("the local SES accepts no mail that it cannot read", e);
        }
    }
}
