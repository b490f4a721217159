package assignmentmailer.mail;

import assignmentmailer.assignment.Assignment;
import assignmentmailer.candidate.BadRecordException;
import jakarta.activation.DataHandler;
import jakarta.mail.Message.RecipientType;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeBodyPart;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import jakarta.mail.util.ByteArrayDataSource;
import jakarta.mail.util.StreamProvider;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Properties;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Processor;
import org.apache.camel.component.aws2.ses.Ses2Constants;

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

    private final Session session = session();
    private final MailSettings settings;

    public MailComposer(MailSettings settings) {
        this.settings = settings;
    }

    /**
     * Creates the session with this class's class loader: Jakarta Mail loads its providers by the thread's, which tools
     * such as camel:run replace.
     */
    private static Session session() {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(MailComposer.class.getClassLoader());
        try {
            return Session.getInstance(new Properties());
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    @Override
    public void process(Exchange exchange) throws Exception {
        Message message = exchange.getMessage();
        Assignment assignment = message.getMandatoryBody(Assignment.class);
        compose(
                exchange,
                assignment.candidate().email().value(),
                rendered(exchange, "text"),
                rendered(exchange, "html"));
    }

    /** Sets an exchange's body to a mail, and its headers to sender and recipient. */
    void compose(Exchange exchange, String to, String text, String html) throws MessagingException {
        Message message = exchange.getMessage();
        message.setBody(compose(to, text, html));
        message.setHeader(Ses2Constants.FROM, settings.from().getAddress());
        message.setHeader(Ses2Constants.TO, to);
    }

    private static String rendered(Exchange exchange, String part) throws BadRecordException {
        String rendered = exchange.getVariable(part, "", String.class);
        if (rendered.isBlank()) {
            throw new BadRecordException("the template of the mail's " + part + " renders nothing for this candidate");
        }
        return rendered;
    }

    MimeMessage compose(String to, String text, String html) throws MessagingException {
        MimeMultipart parts = new MimeMultipart("alternative", part(text, "plain"), part(html, "html"));
        MimeMessage mail = new CompleteMessage(session);
        mail.setFrom(settings.from());
        mail.setReplyTo(new InternetAddress[] {settings.replyTo()});
        mail.setRecipient(RecipientType.TO, new InternetAddress(to));
        mail.setSubject(settings.subject(), CHARSET);
        mail.setHeader("Date", DATE.format(ZonedDateTime.now(ZoneOffset.UTC)));
        mail.setContent(parts);
        mail.setHeader("MIME-Version", "1.0");
        mail.setHeader("Content-Type", parts.getContentType());
        mail.saveChanges();
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

    /** A message whose headers are set already: computing them again would double the time to compose a mail. */
    private static final class CompleteMessage extends MimeMessage {
        CompleteMessage(Session session) {
            super(session);
        }

        @Override
        protected void updateHeaders() {}
    }
}
