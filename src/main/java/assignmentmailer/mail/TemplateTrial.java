package assignmentmailer.mail;

import assignmentmailer.assignment.Assignment;
import freemarker.core.InvalidReferenceException;
import freemarker.template.Configuration;
import freemarker.template.TemplateException;
import java.io.IOException;
import java.io.StringWriter;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Renders the templates used by routes for sample candidates, and verifies the result. */
final class TemplateTrial {
    private static final Pattern ENCODED = Pattern.compile("%([0-9A-Fa-f]{2})");

    private final Supplier<List<Assignment>> samples;
    private volatile Function<Assignment, List<String>> names = sample -> List.of();

    TemplateTrial(Supplier<List<Assignment>> samples) {
        this.samples = samples;
    }

    /** @param names the templates of an assignment's mail */
    void use(Function<Assignment, List<String>> names) {
        this.names = names;
    }

    /** @throws IOException when a template fails for a sample or omits its URL; the message is one line */
    void render(Configuration templates) throws IOException {
        for (Assignment sample : samples.get()) {
            for (String name : names.apply(sample)) {
                check(name, sample, render(templates, name, sample));
            }
        }
    }

    private static String render(Configuration templates, String name, Assignment sample) throws IOException {
        StringWriter out = new StringWriter();
        // The same names as in Camel's freemarker endpoint.
        Map<String, Object> exchange = Map.of(
                "body", sample,
                "headers", SampleAttributes.ANY,
                "variables", SampleAttributes.ANY);
        try {
            templates.getTemplate(name).process(exchange, out);
        } catch (TemplateException failure) {
            throw new IOException(describe(name, failure));
        }
        return out.toString();
    }

    private static void check(String name, Assignment sample, String rendered) throws IOException {
        if (rendered.isBlank()) {
            throw new IOException(name + " renders an empty text");
        }
        if (sample.url() == null) {
            return;
        }
        String url = sample.url().toString();
        String unescaped = unescaped(rendered);
        if (!unescaped.contains(url) && !decoded(unescaped).contains(url)) {
            throw new IOException(name + " renders a text without the assignment's address: add ${body.url}");
        }
    }

    private static String describe(String name, TemplateException failure) {
        String place = (failure.getTemplateSourceName() == null ? name : failure.getTemplateSourceName()) + ", line "
                + failure.getLineNumber() + ": ";
        return failure instanceof InvalidReferenceException
                ? place + failure.getBlamedExpressionString() + " is undefined: correct the name"
                : place
                        + failure.getMessageWithoutStackTop()
                                .lines()
                                .map(String::strip)
                                .collect(Collectors.joining(" "));
    }

    private static String unescaped(String html) {
        return html.replace("&lt;", "<")
                .replace("&gt;", ">")
                .replace("&quot;", "\"")
                .replace("&#39;", "'")
                .replace("&amp;", "&");
    }

    /** Decodes percent-encoding leniently: a percent sign may stand for itself. */
    private static String decoded(String text) {
        return ENCODED.matcher(text)
                .replaceAll(
                        octet -> Matcher.quoteReplacement(String.valueOf((char) Integer.parseInt(octet.group(1), 16))));
    }
}
