package assignmentmailer.local;

import jakarta.mail.MessagingException;
import jakarta.mail.Multipart;
import jakarta.mail.Part;
import jakarta.mail.internet.AddressException;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * SES's validation of a mail, with SES's error messages.
 *
 * @see <a href="https://docs.aws.amazon.com/ses/latest/APIReference/API_SendRawEmail.html">SendRawEmail</a>
 */
final class MailRules {
    private static final int MAX_BYTES = 10 * 1024 * 1024;
    private static final int MAX_DESTINATIONS = 50;
    private static final List<String> SINGLE_HEADERS =
            List.of("From", "To", "Cc", "Bcc", "Reply-To", "Subject", "Date", "Message-ID", "Content-Type");

    private MailRules() {}

    /**
     * Checks a mail and its envelope.
     *
     * @throws SesRejection when SES would refuse the mail
     * @throws MessagingException or IOException when the mail cannot be parsed
     */
    static void check(ReceivedMail mail) throws MessagingException, IOException {
        if (mail.raw().length > MAX_BYTES) {
            throw SesRejection.invalid(
                    "Message length is more than %d bytes long: '%d'.".formatted(MAX_BYTES, mail.raw().length));
        }
        checkHeaders(mail.message());
        checkAddress(mail.source());
        checkDestinations(mail.destinations());
        checkBody(mail.message());
    }

    /**
     * Checks that the text is one ASCII address, with or without a display name.
     *
     * @throws SesRejection otherwise
     */
    static void checkAddress(String address) {
        if (!StandardCharsets.US_ASCII.newEncoder().canEncode(address)) {
            throw SesRejection.invalid("Address contains a character that is not ASCII");
        }
        try {
            new InternetAddress(address, true);
        } catch (AddressException e) {
            throw SesRejection.invalid(String.valueOf(e.getMessage()));
        }
    }

    private static void checkDestinations(List<String> destinations) {
        if (destinations.isEmpty()) {
            throw SesRejection.invalid("Missing required header 'To'.");
        }
        if (destinations.size() > MAX_DESTINATIONS) {
            throw SesRejection.invalid("Recipient count exceeds %d.".formatted(MAX_DESTINATIONS));
        }
        destinations.forEach(MailRules::checkAddress);
    }

    private static void checkHeaders(MimeMessage message) throws MessagingException {
        if (message.getHeader("From") == null) {
            throw SesRejection.invalid("Missing required header 'From'.");
        }
        for (String name : SINGLE_HEADERS) {
            String[] values = message.getHeader(name);
            if (values != null && values.length > 1) {
                throw SesRejection.invalid("Duplicate header '%s'.".formatted(name));
            }
        }
    }

    private static void checkBody(Part part) throws MessagingException, IOException {
        if (part.getContent() instanceof Multipart parts) {
            for (int i = 0; i < parts.getCount(); i++) {
                checkBody(parts.getBodyPart(i));
            }
        }
    }
}
