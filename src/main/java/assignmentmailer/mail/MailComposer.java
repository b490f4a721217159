package assignmentmailer.mail;

import assignmentmailer.assignment.Assignment;
import assignmentmailer.attachment.Attachment;
import assignmentmailer.candidate.BadRecordException;
import jakarta.activation.DataHandler;
import jakarta.mail.Message.RecipientType;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.ContentDisposition;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeBodyPart;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import jakarta.mail.internet.ParameterList;
import jakarta.mail.util.ByteArrayDataSource;
import jakarta.mail.util.StreamProvider;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Processor;
import org.apache.camel.component.aws2.ses.Ses2Constants;
import org.jspecify.annotations.Nullable;

/**
 * Composes one MIME message from an assignment and the rendered variables {@code text} and {@code html}.
 *
 * <p>The message has no Message-ID: SES assigns <a
 * href="https://docs.aws.amazon.com/ses/latest/dg/header-fields.html">its own</a>.
 */
public final class MailComposer implements Processor {
    private static final String CHARSET = StandardCharsets.UTF_8.name();

    /** The format of the Date header; Jakarta Mail's own formatter has one lock for all threads. */
    private static final DateTimeFormatter DATE =
            DateTimeFormatter.ofPattern("EEE, d MMM yyyy HH:mm:ss Z", Locale.ENGLISH);

    static {
        // Otherwise Jakarta Mail searches the whole class path for its provider, several times per mail.
        System.setProperty(
                StreamProvider.class.getName(),
                StreamProvider.provider().getClass().getName());
    }

    private final MailSettings settings;
    private final MailRoom room;

    public MailComposer(MailSettings settings, MailRoom room) {
        this.settings = settings;
        this.room = room;
    }

    @Override
    public void process(Exchange exchange) throws Exception {
        Message message = exchange.getMessage();
        Assignment assignment = message.getMandatoryBody(Assignment.class);
        compose(
                exchange,
                assignment.candidate().email().value(),
                subject(assignment),
                rendered(exchange, "text"),
                rendered(exchange, "html"),
                assignment.attachment() == null ? null : room.attachment(exchange));
    }

    /** Sets an exchange's body to a mail with the default subject, and its headers to sender and recipient. */
    void compose(Exchange exchange, String to, String text, String html) throws MessagingException {
        compose(exchange, to, settings.subject(), text, html, null);
    }

    private void compose(
            Exchange exchange, String to, String subject, String text, String html, @Nullable Attachment attachment)
            throws MessagingException {
        Message message = exchange.getMessage();
        message.setBody(compose(to, subject, text, html, attachment));
        message.setHeader(Ses2Constants.FROM, settings.from().getAddress());
        message.setHeader(Ses2Constants.TO, to);
    }

    private String subject(Assignment assignment) throws BadRecordException {
        if (assignment.subject() == null) {
            return settings.subject();
        }
        String subject = HeaderText.of(assignment.subject());
        if (subject.isEmpty()) {
            throw new BadRecordException(assignment.rule() + ".subject is blank for this candidate");
        }
        return subject;
    }

    private static String rendered(Exchange exchange, String part) throws BadRecordException {
        String rendered = exchange.getVariable(part, "", String.class);
        if (rendered.isBlank()) {
            throw new BadRecordException("the template of the mail's " + part + " renders nothing for this candidate");
        }
        return rendered;
    }

    MimeMessage compose(String to, String subject, String text, String html, @Nullable Attachment attachment)
            throws MessagingException {
        MimeMultipart texts = new MimeMultipart("alternative", part(text, "plain"), part(html, "html"));
        MimeMultipart parts = attachment == null ? texts : new MimeMultipart("mixed", part(texts), part(attachment));
        MimeMessage mail = new CompleteMessage();
        mail.setFrom(settings.from());
        mail.setReplyTo(new InternetAddress[] {settings.replyTo()});
        mail.setRecipient(RecipientType.TO, new InternetAddress(to));
        mail.setSubject(subject, CHARSET);
        mail.setHeader("Date", DATE.format(ZonedDateTime.now(ZoneOffset.UTC)));
        mail.setContent(parts);
        mail.setHeader("MIME-Version", "1.0");
        mail.setHeader("Content-Type", parts.getContentType());
        return mail;
    }

    /**
     * Encodes a part as quoted-printable, because SES's click tracking mangles 8bit bodies (SES developer guide,
     * "Content encoding").
     */
    private static MimeBodyPart part(String content, String subtype) throws MessagingException {
        String type = "text/" + subtype + "; charset=" + CHARSET;
        MimeBodyPart part = new MimeBodyPart();
        part.setDataHandler(new DataHandler(new ByteArrayDataSource(content.getBytes(StandardCharsets.UTF_8), type)));
        part.setHeader("Content-Type", type);
        part.setHeader("Content-Transfer-Encoding", "quoted-printable");
        return part;
    }

    private static MimeBodyPart part(MimeMultipart parts) throws MessagingException {
        MimeBodyPart part = new MimeBodyPart();
        part.setContent(parts);
        part.setHeader("Content-Type", parts.getContentType());
        return part;
    }

    /** Encodes a name that is not ASCII as RFC 2231 requires. */
    private static MimeBodyPart part(Attachment attachment) throws MessagingException {
        ParameterList parameters = new ParameterList();
        parameters.set("filename", HeaderText.ofFile(attachment.name()), CHARSET);
        MimeBodyPart part = new MimeBodyPart();
        part.setDataHandler(new DataHandler(new ByteArrayDataSource(attachment.content(), attachment.type())));
        part.setHeader("Content-Type", attachment.type());
        part.setHeader("Content-Disposition", new ContentDisposition("attachment", parameters).toString());
        part.setHeader("Content-Transfer-Encoding", "base64");
        return part;
    }

    /** A message whose headers are set already: computing them again would double the time to compose a mail. */
    private static final class CompleteMessage extends MimeMessage {
        /** Without a session, which Jakarta Mail needs only to deliver: it would load its providers. */
        CompleteMessage() {
            super((Session) null);
        }

        @Override
        protected void updateHeaders() {}
    }
}
