package assignmentmailer.mail;

import assignmentmailer.assignment.Assignment;
import freemarker.cache.TemplateLoader;
import freemarker.template.Configuration;
import freemarker.template.TemplateExceptionHandler;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.TimeZone;
import java.util.function.Function;
import java.util.function.Supplier;

/** The mail's templates: files that are edited without building, each used only once it has been rendered for samples. */
public final class Templates {
    private static final long UPDATE_DELAY_MS = 1000;

    private final TemplateTrial trial;
    private final Configuration configuration;

    /**
     * @param directory where template names begin
     * @param samples what each template that a route names must render, asked for when templates are tried
     */
    public Templates(Path directory, Supplier<List<Assignment>> samples, InstantSource clock) {
        this.trial = new TemplateTrial(samples);
        this.configuration = configuration(new LastGoodTemplates(directory, trial, clock));
    }

    /**
     * A configuration that escapes by file extension ({@code .ftlh} is HTML), caches, and looks for a change once a second.
     * Camel's own does neither of the first two for a template that is named by {@code file:}.
     */
    public Configuration configuration() {
        return configuration;
    }

    /**
     * Renders the templates that routes name, now and with each change of any template.
     *
     * @param names the templates of an assignment's mail
     * @throws IOException when one is missing, cannot be read or parsed, or does not render the samples as a mail must be
     */
    public void use(Function<Assignment, List<String>> names) throws IOException {
        trial.use(names);
        trial.render(configuration);
    }

    /** {@code ${body.linkExpires}} prints as 2026-12-02 08:00 UTC. */
    static Configuration configuration(TemplateLoader loader) {
        Configuration templates = new Configuration(Configuration.VERSION_2_3_34);
        templates.setTemplateLoader(loader);
        templates.setDefaultEncoding("UTF-8");
        templates.setURLEscapingCharset("UTF-8");
        templates.setLocale(Locale.ROOT);
        templates.setNumberFormat("computer");
        templates.setTimeZone(TimeZone.getTimeZone("UTC"));
        templates.setDateFormat("yyyy-MM-dd");
        templates.setDateTimeFormat("yyyy-MM-dd HH:mm z");
        templates.setObjectWrapper(new InstantsAsDates());
        templates.setLocalizedLookup(false);
        templates.setTemplateUpdateDelayMilliseconds(UPDATE_DELAY_MS);
        templates.setTemplateExceptionHandler(TemplateExceptionHandler.RETHROW_HANDLER);
        templates.setLogTemplateExceptions(false);
        return templates;
    }
}
