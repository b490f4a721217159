package assignmentmailer.local;

import jakarta.mail.Message.RecipientType;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeBodyPart;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UnsupportedEncodingException;
import java.util.List;
import java.util.stream.Stream;

/**
 * Composes the mail of a SendEmail request, as SES does.
 *
 * @see <a href="https://docs.aws.amazon.com/ses/latest/APIReference/API_SendEmail.html">SendEmail</a>
 */
final class SimpleMail {
    private final SesCall call;

    SimpleMail(SesCall call) {
        this.call = call;
    }

    List<String> destinations() {
        return Stream.of("To", "Cc", "Bcc")
                .flatMap(kind -> addresses(kind).stream())
                .toList();
    }

    byte[] compose() throws MessagingException, IOException {
        MimeMessage message = new MimeMessage((Session) null);
        message.setFrom(call.require("Source"));
        message.setRecipients(RecipientType.TO, String.join(",", addresses("To")));
        message.setRecipients(RecipientType.CC, String.join(",", addresses("Cc")));
        message.setReplyTo(InternetAddress.parse(String.join(",", call.members("ReplyToAddresses"))));
        message.setSubject(text("Message.Subject"), charset("Message.Subject"));
        message.setContent(body());
        ByteArrayOutputStream raw = new ByteArrayOutputStream();
        message.writeTo(raw);
        return raw.toByteArray();
    }

    private MimeMultipart body() throws MessagingException, UnsupportedEncodingException {
        MimeMultipart body = new MimeMultipart("alternative");
        for (String kind : List.of("Text", "Html")) {
            String content = "Message.Body." + kind;
            if (call.find(content + ".Data").isPresent()) {
                MimeBodyPart part = new MimeBodyPart();
                part.setText(text(content), charset(content), kind.equals("Text") ? "plain" : "html");
                body.addBodyPart(part);
            }
        }
        return body;
    }

    private List<String> addresses(String kind) {
        return call.members("Destination.%sAddresses".formatted(kind));
    }

    /** Returns the content in its charset, with a question mark for each unsupported character. */
    private String text(String content) throws UnsupportedEncodingException {
        return new String(call.require(content + ".Data").getBytes(charset(content)), charset(content));
    }

    /** Without a charset, SES assumes 7-bit ASCII. */
    private String charset(String content) {
        return call.find(content + ".Charset").orElse("US-ASCII");
    }
}
