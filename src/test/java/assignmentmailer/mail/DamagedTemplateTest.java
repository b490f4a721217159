package assignmentmailer.mail;

import static org.assertj.core.api.Assertions.assertThat;

import assignmentmailer.assignment.Assignment;
import assignmentmailer.candidate.Candidate;
import assignmentmailer.candidate.EmailAddress;
import freemarker.cache.StringTemplateLoader;
import freemarker.template.Configuration;
import java.io.IOException;
import java.io.StringWriter;
import java.math.BigDecimal;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/**
 * The shipped templates with an arbitrary part deleted: each is refused, or renders a mail with the assignment's
 * address.
 */
class DamagedTemplateTest {
    private static final String URL = "https://example.com/1.zip";

    @Property(seed = "9", tries = 400)
    void isRefusedOrAMail(
            @ForAll boolean html, @ForAll @IntRange(max = 700) int from, @ForAll @IntRange(max = 700) int length)
            throws Exception {
        String name = html ? "assignment.ftlh" : "assignment.ftl";
        String shipped = Files.readString(Path.of("routes", "mail", name));
        int start = Math.min(from, shipped.length());
        String damaged = shipped.substring(0, start) + shipped.substring(Math.min(shipped.length(), start + length));

        String rendered = "";
        boolean refused = false;
        try {
            rendered = tried(name, damaged);
        } catch (IOException said) {
            refused = true;
            assertThat(said.getMessage()).contains(name);
        }

        assertThat(refused || rendered.contains(URL)).as(damaged).isTrue();
    }

    private static String tried(String name, String text) throws Exception {
        StringTemplateLoader loader = new StringTemplateLoader();
        loader.putTemplate(name, text);
        Configuration templates = Templates.configuration(loader);
        Assignment sample = sample("Ada");
        TemplateTrial trial = new TemplateTrial(() -> List.of(sample, sample("")));
        trial.use(assignment -> List.of(name));

        trial.render(templates);

        StringWriter out = new StringWriter();
        templates.getTemplate(name).process(Map.of("body", sample), out);
        return out.toString();
    }

    private static Assignment sample(String name) {
        EmailAddress email = EmailAddress.parse("ada@example.com").orElseThrow();
        return new Assignment(
                new Candidate("1", name, email, BigDecimal.ONE, SampleAttributes.ANY),
                URI.create(URL),
                null,
                null,
                "assignments[0]",
                "a",
                null);
    }
}
