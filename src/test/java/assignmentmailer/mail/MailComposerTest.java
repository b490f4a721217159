package assignmentmailer.mail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import assignmentmailer.assignment.Assignment;
import assignmentmailer.attachment.Attachment;
import assignmentmailer.candidate.BadRecordException;
import assignmentmailer.candidate.Candidate;
import assignmentmailer.candidate.EmailAddress;
import jakarta.mail.BodyPart;
import jakarta.mail.Header;
import jakarta.mail.Message.RecipientType;
import jakarta.mail.MessagingException;
import jakarta.mail.Part;
import jakarta.mail.Session;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.StringLength;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.component.aws2.ses.Ses2Constants;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MailComposerTest {
    private static final String TO = "jose@example.com";
    private static final MailRoom NO_ROOM = new MailRoom(0, file -> {
        throw new AssertionError("nothing is attached");
    });
    private static final CamelContext CONTEXT = new DefaultCamelContext();

    @Example
    void addressesTheCandidateAsSet() throws Exception {
        MimeMessage mail = roundTrip(compose("text", "html"));

        assertThat(mail.getFrom()).containsExactly(new InternetAddress("jobs@example.com"));
        assertThat(((InternetAddress) mail.getFrom()[0]).getPersonal()).isEqualTo("Recruiting Zürich");
        assertThat(mail.getReplyTo()).containsExactly(new InternetAddress("hr@example.com"));
        assertThat(mail.getRecipients(RecipientType.TO)).containsExactly(new InternetAddress(TO));
        assertThat(mail.getAllRecipients()).hasSize(1);
        assertThat(mail.getSubject()).isEqualTo("Coding Round – 编程");
    }

    @Example
    void putsTextBeforeHtmlSoThatReadersShowTheHtml() throws Exception {
        MimeMessage mail = roundTrip(compose("Hello José 王小明", "<p>Hello José 王小明</p>"));

        assertThat(mail.getContentType()).startsWith("multipart/alternative");
        assertThat(part(mail, 0).getContentType()).isEqualToIgnoringCase("text/plain; charset=UTF-8");
        assertThat(part(mail, 0).getContent()).isEqualTo("Hello José 王小明");
        assertThat(part(mail, 1).getContentType()).isEqualToIgnoringCase("text/html; charset=UTF-8");
        assertThat(part(mail, 1).getContent()).isEqualTo("<p>Hello José 王小明</p>");
    }

    @Example
    void isDatedToTheSecond() throws Exception {
        Instant before = Instant.now().truncatedTo(ChronoUnit.SECONDS);

        Instant sent = roundTrip(compose("text", "html")).getSentDate().toInstant();

        assertThat(sent).isBetween(before, Instant.now());
    }

    @Example
    void replacesTheAssignmentByTheMailAndNamesSenderAndRecipient() throws Exception {
        Exchange exchange = new DefaultExchange(CONTEXT);
        exchange.getMessage().setBody(assignment(null));
        exchange.setVariable("text", "the text");
        exchange.setVariable("html", "the html");

        new MailComposer(settings(), NO_ROOM).process(exchange);

        MimeMessage mail = roundTrip(exchange.getMessage().getBody(MimeMessage.class));
        assertThat(part(mail, 0).getContent()).isEqualTo("the text");
        assertThat(part(mail, 1).getContent()).isEqualTo("the html");
        assertThat(exchange.getMessage().getHeader(Ses2Constants.FROM)).isEqualTo("jobs@example.com");
        assertThat(exchange.getMessage().getHeader(Ses2Constants.TO)).isEqualTo(TO);
    }

    @Property(seed = "2", tries = 300)
    void keepsWhateverStandsInABodyOutOfTheHeaders(@ForAll @StringLength(max = 200) String body) throws Exception {
        MimeMessage mail = roundTrip(compose(body, body));

        assertThat(names(mail))
                .containsExactlyInAnyOrder("Date", "From", "Reply-To", "To", "Subject", "MIME-Version", "Content-Type");
        assertThat(names(part(mail, 0))).containsExactlyInAnyOrder("Content-Type", "Content-Transfer-Encoding");
        assertThat(part(mail, 0).getHeader("Content-Transfer-Encoding")).containsExactly("quoted-printable");
    }

    @Property(seed = "3", tries = 300)
    void sendsNothingThatIsNot7Bit(@ForAll @StringLength(max = 200) String body) throws Exception {
        assertThat(bytes(compose(body, body))).satisfies(bytes -> {
            for (byte b : bytes) {
                assertThat(b).isNotNegative();
            }
        });
    }

    @ParameterizedTest
    @CsvSource({"'', html, text", "text, ' ', html"})
    void refusesACandidateForWhomATemplateRendersNothing(String text, String html, String part) throws Exception {
        Exchange exchange = new DefaultExchange(new DefaultCamelContext());
        exchange.getMessage().setBody(assignment(null));
        exchange.setVariable("text", text);
        exchange.setVariable("html", html);

        assertThatExceptionOfType(BadRecordException.class)
                .isThrownBy(() -> new MailComposer(settings(), NO_ROOM).process(exchange))
                .withMessage("the template of the mail's " + part + " renders nothing for this candidate");
    }

    @Example
    void takesTheSubjectOfTheRuleBeforeThatOfAllMails() throws Exception {
        assertThat(processed("Für José").getSubject()).isEqualTo("Für José");
        assertThat(processed(null).getSubject()).isEqualTo("Coding Round – 编程");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "\r\n", "\u0000\u2028"})
    void refusesACandidateForWhomTheSubjectIsBlank(String subject) {
        assertThatExceptionOfType(BadRecordException.class)
                .isThrownBy(() -> processed(subject))
                .withMessage("assignments[0].subject is blank for this candidate");
    }

    /** A subject may contain any attribute of an item. */
    @Property(seed = "14", tries = 1000)
    void makesOneHeaderOfAnySubject(@ForAll("subjects") String subject) throws Exception {
        MimeMessage mail = processed("Round " + subject);

        assertThat(names(mail))
                .containsExactlyInAnyOrder("Date", "From", "Reply-To", "To", "Subject", "MIME-Version", "Content-Type");
        assertThat(mail.getAllRecipients()).containsExactly(new InternetAddress(TO));
        assertThat(mail.getSubject())
                .isEqualTo(HeaderText.of("Round " + subject))
                .hasLineCount(1);
        assertThat(mail.getHeader("Subject")[0].lines())
                .allSatisfy(line -> assertThat(line.length()).isLessThan(998));
    }

    @Provide
    Arbitrary<String> subjects() {
        Arbitrary<String> attack = Arbitraries.of(
                "\r\n",
                "\n",
                "\r",
                "\r\n\r\n",
                "Bcc: eve@example.com",
                "=?UTF-8?Q?=0D=0ABcc:_eve@example.com?=",
                "=?",
                "?=",
                "\u2028",
                "\u0085",
                "\u0000",
                "José ",
                "编程",
                "😀",
                " ",
                "x".repeat(1000));
        Arbitrary<String> any = Arbitraries.strings().ofMaxLength(40).filter(MailComposerTest::isUnicode);
        return Arbitraries.oneOf(attack, any).list().ofMaxSize(8).map(parts -> String.join("", parts));
    }

    /** DynamoDB stores text as UTF-8, which cannot encode half a surrogate pair. */
    private static boolean isUnicode(String text) {
        return StandardCharsets.UTF_8.newEncoder().canEncode(text);
    }

    private static MimeMessage processed(@Nullable String subject) throws Exception {
        Exchange exchange = new DefaultExchange(CONTEXT);
        exchange.getMessage().setBody(assignment(subject));
        exchange.setVariable("text", "text");
        exchange.setVariable("html", "html");
        new MailComposer(settings(), NO_ROOM).process(exchange);
        return roundTrip(exchange.getMessage().getBody(MimeMessage.class));
    }

    @Example
    void attachesAFileBesideBothTexts() throws Exception {
        byte[] content = new byte[100_000];
        new Random(14).nextBytes(content);

        MimeMessage mail = roundTrip(attaching(new Attachment("go.zip", "application/zip", content)));

        assertThat(mail.getContentType()).startsWith("multipart/mixed");
        MimeMultipart texts = (MimeMultipart) part(mail, 0).getContent();
        assertThat(texts.getContentType()).startsWith("multipart/alternative");
        assertThat(texts.getBodyPart(0).getContent()).isEqualTo("text");
        assertThat(texts.getBodyPart(1).getContent()).isEqualTo("html");
        assertThat(part(mail, 1).getDisposition()).isEqualTo("attachment");
        assertThat(part(mail, 1).getContentType()).isEqualTo("application/zip");
        assertThat(part(mail, 1).getInputStream().readAllBytes()).isEqualTo(content);
        assertThat(bytes(mail)).satisfies(bytes -> {
            for (byte b : bytes) {
                assertThat(b).isNotNegative();
            }
        });
    }

    @Property(seed = "15", tries = 1000)
    void attachesUnderTheFilesNameAndMakesNoOtherHeaderOfIt(@ForAll("subjects") String name) throws Exception {
        String file = "a" + name.replace("/", "") + ".zip";

        MimeMessage mail = roundTrip(attaching(new Attachment(file, "application/zip", new byte[] {1})));

        assertThat(part(mail, 1).getFileName()).isEqualTo(HeaderText.ofFile(file));
        assertThat(names(part(mail, 1)))
                .containsExactlyInAnyOrder("Content-Type", "Content-Disposition", "Content-Transfer-Encoding");
        assertThat(((MimeMultipart) mail.getContent()).getCount()).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "é", "编", "😀"})
    void keepsTheEndingOfALongName(String letter) throws Exception {
        String file = letter.repeat(300) + ".tar.gz";

        MimeMessage mail = attaching(new Attachment(file, "application/gzip", new byte[] {1}));

        assertThat(part(roundTrip(mail), 1).getFileName())
                .startsWith(letter)
                .endsWith(".gz")
                .hasSizeLessThanOrEqualTo(HeaderText.LONGEST_FILE);
        assertThat(new String(bytes(mail), StandardCharsets.US_ASCII).lines())
                .allSatisfy(line -> assertThat(line.length()).isLessThan(998));
    }

    private static MimeMessage attaching(Attachment attachment) throws Exception {
        return new MailComposer(settings(), NO_ROOM).compose(TO, "Coding Round", "text", "html", attachment);
    }

    /** Composes with a foreign context class loader, as under camel:run. */
    @Example
    void composesWhateverTheThreadsClassLoader() throws Exception {
        MailSettings settings = settings();
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(ClassLoader.getPlatformClassLoader());
        MailComposer composer;
        try {
            composer = new MailComposer(settings, NO_ROOM);
        } finally {
            thread.setContextClassLoader(before);
        }

        assertThat(bytes(composer.compose(TO, "Coding Round", "text", "html", null)))
                .isNotEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "  ", "Round\r\nBcc: eve@example.com", "Round\n"})
    void refusesASubjectThatIsNotOneLineOfText(String subject) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new MailSettings(new InternetAddress("a@b.c"), new InternetAddress("a@b.c"), subject))
                .withMessageContaining("mail.subject");
    }

    private static Assignment assignment(@Nullable String subject) {
        EmailAddress email = EmailAddress.parse(TO).orElseThrow();
        return new Assignment(
                new Candidate("1", "José", email, BigDecimal.ONE, Map.of()),
                URI.create("https://example.com/1.zip"),
                null,
                null,
                "assignments[0]",
                "assignment",
                subject);
    }

    private static MailSettings settings() throws Exception {
        return new MailSettings(
                new InternetAddress("jobs@example.com", "Recruiting Zürich", "UTF-8"),
                new InternetAddress("hr@example.com"),
                "Coding Round – 编程");
    }

    private static MimeMessage compose(String text, String html) throws Exception {
        return new MailComposer(settings(), NO_ROOM).compose(TO, settings().subject(), text, html, null);
    }

    private static MimeMessage roundTrip(MimeMessage mail) throws MessagingException, IOException {
        return new MimeMessage(Session.getInstance(new Properties()), new ByteArrayInputStream(bytes(mail)));
    }

    private static byte[] bytes(MimeMessage mail) throws MessagingException, IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        mail.writeTo(bytes);
        return bytes.toByteArray();
    }

    private static BodyPart part(MimeMessage mail, int i) throws MessagingException, IOException {
        return ((MimeMultipart) mail.getContent()).getBodyPart(i);
    }

    private static List<String> names(Part part) throws MessagingException {
        return Collections.list(part.getAllHeaders()).stream()
                .map(Header::getName)
                .toList();
    }
}
