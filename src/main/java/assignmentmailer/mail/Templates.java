package assignmentmailer.mail;

import assignmentmailer.assignment.Assignment;
import freemarker.cache.TemplateLoader;
import freemarker.template.Configuration;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.TimeZone;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * The mail templates: files edited without building, each used only after a successful trial with sample candidates.
 */
public final class Templates {
    private static final long UPDATE_DELAY_MS = 1000;

    private final TemplateTrial trial;
    private final Configuration configuration;

    /**
     * @param directory the folder that template names are relative to
     * @param samples the assignments that each template used by a route must render; resolved on each trial
     */
    public Templates(Path directory, Supplier<List<Assignment>> samples, InstantSource clock) {
        this.trial = new TemplateTrial(samples);
        this.configuration = configuration(new LastGoodTemplates(directory, trial, clock));
    }

    /**
     * Returns a configuration that escapes by file extension ({@code .ftlh} is HTML), caches, and checks for changes
     * once a second. Camel's own neither escapes nor caches templates named by {@code file:}.
     */
    public Configuration configuration() {
        return configuration;
    }

    /**
     * Tries the templates used by routes, now and on each change of a template.
     *
     * @param names the templates of an assignment's mail
     * @throws IOException when a template is missing, unreadable or malformed, or fails its trial
     */
    public void use(Function<Assignment, List<String>> names) throws IOException {
        trial.use(names);
        trial.render(configuration);
    }

    /** {@code ${body.linkExpires}} prints as 2026-12-02 08:00 UTC. */
    static Configuration configuration(TemplateLoader loader) {
        Configuration templates = new Configuration(Configuration.VERSION_2_3_34);
        templates.setTemplateLoader(loader);
        templates.setURLEscapingCharset("UTF-8");
        templates.setLocale(Locale.ROOT);
        templates.setNumberFormat("computer");
        templates.setTimeZone(TimeZone.getTimeZone("UTC"));
        templates.setDateFormat("yyyy-MM-dd");
        templates.setDateTimeFormat("yyyy-MM-dd HH:mm z");
        templates.setObjectWrapper(new InstantsAsDates());
        templates.setTemplateUpdateDelayMilliseconds(UPDATE_DELAY_MS);
        templates.setLogTemplateExceptions(false);
        return templates;
    }
}
