package assignmentmailer.mail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import assignmentmailer.LogLines;
import assignmentmailer.assignment.Assignment;
import assignmentmailer.candidate.Candidate;
import assignmentmailer.candidate.EmailAddress;
import freemarker.template.TemplateException;
import java.io.IOException;
import java.io.StringWriter;
import java.math.BigDecimal;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TimeZone;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Templates as engineers write and save them: a template that fails for any candidate is refused. */
class TemplatesTest {
    private static final String URL = "https://example.com/1.zip?a=b&c=%20d";
    private static final String GOOD = "Hello ${body.candidate.name}, ${body.url}";
    private static final Instant NOW = Instant.parse("2026-11-25T12:00:00Z");

    @TempDir
    private Path directory;

    private final Locale locale = Locale.getDefault();
    private final TimeZone zone = TimeZone.getDefault();
    private Templates templates;

    @BeforeEach
    void prepare() {
        TimeZone.setDefault(TimeZone.getTimeZone("Asia/Kolkata"));
        templates = new Templates(directory, () -> List.of(sample("Ada", 5), sample("", 0)), () -> NOW);
    }

    @AfterEach
    void resetLocaleAndZone() {
        Locale.setDefault(locale);
        TimeZone.setDefault(zone);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Hello ${body.candidate.fullname} ${body.url} | a.ftl, line 1: body.candidate.fullname is undefined",
                "Hello ${candidate.name} ${body.url} | a.ftl, line 1: candidate is undefined",
                "${body.candidate.name?cap} ${body.url} | a.ftl",
                "${body.link} ${body.url} | a.ftl, line 1: body.link is undefined",
                "${body.candidate.email.domain} ${body.url} | a.ftl, line 1: body.candidate.email.domain is undefined",
                "Hello ${body.candidate.name | a.ftl",
                "Hello <#if body.candidate.name?has_content> ${body.url} | a.ftl",
                "Hello <#include \"footer.ftl\"> ${body.url} | footer.ftl",
                "Hello ${body.candidate.name} | a.ftl renders a text without the assignment's address: add ${body.url}",
                "Hello ${body.candidate.name}, here: https://example.com/1.zip | without the assignment's address",
                "<#if body.candidate.name?has_content>${body.url}<#else>Hello</#if> | without the assignment's address",
                "<#if body.candidate.experience gt 0>${body.url}<#else>Hello</#if> | without the assignment's address",
                "<#-- ${body.url} --> | a.ftl renders an empty text",
                "'' | a.ftl renders an empty text",
                "${body.url[0..10]} | without the assignment's address",
                "${body.candidate.experience?date} ${body.url} | a.ftl, line 1"
            })
    void refusesATemplateThatWouldNotBeAMailForEveryCandidate(String text, String line) throws IOException {
        write("a.ftl", text);

        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> use("a.ftl"))
                .withMessageContaining(line);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Hello ${body.candidate.name}, ${body.url}",
                "\uFEFF${body.url}",
                "${body.url}<#if body.candidate.attributes.remote> remote</#if>",
                "${body.url} ${body.candidate.attributes.city?upper_case} ${body.candidate.attributes.address.street}",
                "${body.url} ${body.candidate.attributes.salary * 2} ${body.candidate.attributes.salary?string('0.00')}",
                "${body.url} <#list body.candidate.attributes.skills as skill>${skill}</#list>",
                "${body.url} <#list body.candidate.attributes.marks as subject, mark>${subject}: ${mark}</#list>",
                "${body.url} <#if body.candidate.attributes.city == 'Berlin'>Hallo</#if>",
                "${body.url} ${body.candidate.attributes['first name']!'you'} ${headers.team} ${variables.url}",
                "${body.url} ${body.candidate.attributes.applied?datetime?string('yyyy')}",
                "${body.url} ${body.candidate.attributes.skills[0]} ${12 / body.candidate.attributes.skills?size}",
                "${body.url} ${body.candidate.attributes.address?keys?join(' ')} ${body.candidate.attributes.address?values?size}",
                "${body.url} <#if !body.candidate.attributes.address?has_content>${body.none}</#if>",
                "${body.url} <#list body.candidate.attributes as name, value>${name}: ${value}<#else>${body.none}</#list>",
                "https://track.example.com/?to=${body.url?url}",
                "Save 20% now: ${body.url} ${body.candidate.experience} ${body.candidate.id} ${body.candidate.email}"
            })
    void takesATemplateThatAnswersEveryCandidate(String text) throws IOException {
        write("a.ftl", text);

        assertThatCode(() -> use("a.ftl")).doesNotThrowAnyException();
    }

    @Test
    void findsTheAddressInEscapedHtml() throws Exception {
        write("a.ftlh", "<a href=\"${body.url}\">assignment</a>");

        use("a.ftlh");

        assertThat(render("a.ftlh", sample("Ada", 5))).contains("?a=b&amp;c=%20d");
    }

    @Test
    void triesEachTemplateForTheRulesThatUseIt() throws IOException {
        Templates chosen = new Templates(directory, () -> List.of(sample("Ada", 5), withoutUrl("call")), () -> NOW);
        write("a.ftl", GOOD);
        write("call.ftl", "Hello ${body.candidate.name}, we call you");

        assertThatCode(() -> chosen.use(assignment -> List.of(assignment.template() + ".ftl")))
                .doesNotThrowAnyException();
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> chosen.use(assignment -> List.of("call.ftl")))
                .withMessageContaining("call.ftl renders a text without the assignment's address");
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> chosen.use(assignment -> assignment.url() == null ? List.of("a.ftl") : List.of()))
                .withMessageContaining("a.ftl, line 1: body.url is undefined");
    }

    private static Assignment withoutUrl(String template) {
        Assignment sample = sample("Ada", 5);
        return new Assignment(sample.candidate(), null, null, null, sample.rule(), template, null);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "${body.linkExpires} | 2026-12-02 08:30 UTC",
                "${body.linkExpires?string('d.M.yyyy')} | 2.12.2026",
                "<#if body.linkExpires??>until ${body.linkExpires?date}</#if> | until 2026-12-02",
                "${body.linkExpires?iso_utc} | 2026-12-02T08:30:15Z"
            })
    void printsWhenALinkEnds(String text, String printed) throws Exception {
        write("a.ftl", text);
        Assignment linked = sample("Ada", 5).withLink(URI.create(URL), Instant.parse("2026-12-02T08:30:15Z"));

        assertThat(render("a.ftl", linked)).isEqualTo(printed);
    }

    @Test
    void refusesATemplateThatIsMissing() {
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> use("a.ftl"))
                .withMessageContaining("a.ftl");
    }

    @Test
    void refusesATemplateThatIsNotUtf8() throws IOException {
        Files.writeString(directory.resolve("a.ftl"), "Grüße ${body.url}", StandardCharsets.ISO_8859_1);

        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> use("a.ftl"))
                .withMessageContaining("a.ftl is not UTF-8");
    }

    @ParameterizedTest
    @ValueSource(strings = {"de-DE", "fr-FR", "ar-EG", "en-US"})
    void printsNumbersExactlyInAnyLocale(String tag) throws Exception {
        Locale.setDefault(Locale.forLanguageTag(tag));
        Templates local = new Templates(directory, List::of, () -> NOW);
        write(
                "a.ftl",
                "${body.candidate.experience} ${body.candidate.attributes.salary} ${body.candidate.experience?string('0.0')}");

        StringWriter out = new StringWriter();
        local.configuration()
                .getTemplate("a.ftl")
                .process(
                        Map.of("body", candidate("Ada", "1234.5678", Map.of("salary", new BigDecimal("98765432.10")))),
                        out);

        assertThat(out).hasToString("1234.5678 98765432.1 1234.6");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "Hello",
                "Hello ${body.candidate.fullname} ${body.url}",
                "Hello ${body.url",
                "Hello <#if x>${body.url}"
            })
    void goesOnWithTheLastGoodVersionWhenAChangeIsRefused(String broken) throws Exception {
        write("a.ftl", GOOD);
        use("a.ftl");

        try (LogLines log = new LogLines(LastGoodTemplates.class)) {
            write("a.ftl", broken);
            look();
            look();

            assertThat(render("a.ftl", sample("Ada", 5))).isEqualTo("Hello Ada, " + URL);
            assertThat(log.warnings())
                    .singleElement()
                    .asString()
                    .startsWith("The change of the template a.ftl is refused, its last good version stays in use: ");
        }
    }

    @Test
    void goesOnWithTheLastGoodVersionWhenTheFileIsGone() throws Exception {
        write("a.ftl", GOOD);
        use("a.ftl");

        Files.delete(directory.resolve("a.ftl"));
        look();

        assertThat(render("a.ftl", sample("Ada", 5))).isEqualTo("Hello Ada, " + URL);
    }

    @Test
    void takesAChangeThatRenders() throws Exception {
        write("a.ftl", GOOD);
        use("a.ftl");

        write("a.ftl", "Dear ${body.candidate.name}: ${body.url}");
        look();

        assertThat(render("a.ftl", sample("Ada", 5))).isEqualTo("Dear Ada: " + URL);
    }

    @Test
    void leavesAFileAloneThatIsBeingWritten() throws Exception {
        write("a.ftl", GOOD);
        use("a.ftl");

        write("a.ftl", "Partial ${body.url}", NOW.minusMillis(1500));
        look();
        String whileWritten = render("a.ftl", sample("Ada", 5));
        write("a.ftl", "Partial ${body.url}", NOW.minusMillis(2500));
        look();

        assertThat(whileWritten).isEqualTo("Hello Ada, " + URL);
        assertThat(render("a.ftl", sample("Ada", 5))).isEqualTo("Partial " + URL);
    }

    @Test
    void refusesAChangeOfAnIncludedFileThatBreaksTheMail() throws Exception {
        write("a.ftl", GOOD + "<#include \"footer.ftl\">");
        write("footer.ftl", " Good luck!");
        use("a.ftl");

        write("footer.ftl", " Good luck, ${body.candidate.fullname}!");
        look();

        assertThat(render("a.ftl", sample("Ada", 5))).isEqualTo("Hello Ada, " + URL + " Good luck!");
    }

    @Test
    void failsForACandidateWhoLacksAnAttributeThatTheTemplateNames() throws Exception {
        write("a.ftl", "${body.url} ${body.candidate.attributes.city}");
        use("a.ftl");

        assertThatExceptionOfType(TemplateException.class)
                .isThrownBy(() -> render("a.ftl", candidate("Ada", "5", Map.of())));
    }

    /** FreeMarker quotes the value that it cannot use. */
    @Test
    void logsNoFailureForACandidate() throws Exception {
        List<String> logged = new ArrayList<>();
        Logger log = Logger.getLogger("freemarker.runtime");
        log.setFilter(line -> logged.add(line.getMessage()));
        write("a.ftl", "${body.url} ${body.candidate.name?number}");

        assertThatExceptionOfType(TemplateException.class).isThrownBy(() -> render("a.ftl", sample("Ada", 5)));

        log.setFilter(null);
        assertThat(logged).isEmpty();
    }

    private void use(String name) throws IOException {
        templates.use(assignment -> List.of(name));
    }

    private void write(String name, String text) throws IOException {
        write(name, text, NOW.minusSeconds(60));
    }

    private void write(String name, String text, Instant at) throws IOException {
        Path file = directory.resolve(name);
        Files.writeString(file, text);
        Files.setLastModifiedTime(file, FileTime.from(at));
    }

    /** FreeMarker checks for changes once a second. */
    private void look() {
        templates.configuration().clearTemplateCache();
    }

    private String render(String name, Assignment assignment) throws Exception {
        StringWriter out = new StringWriter();
        templates.configuration().getTemplate(name).process(Map.of("body", assignment), out);
        return out.toString();
    }

    private static Assignment sample(String name, int years) {
        return candidate(name, String.valueOf(years), SampleAttributes.ANY);
    }

    private static Assignment candidate(String name, String years, Map<String, Object> attributes) {
        EmailAddress email = EmailAddress.parse("ada@example.com").orElseThrow();
        return new Assignment(
                new Candidate("1", name, email, new BigDecimal(years), attributes),
                URI.create(URL),
                null,
                null,
                "assignments[0]",
                "a",
                null);
    }
}
