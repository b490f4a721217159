package assignmentmailer.mail;

import freemarker.cache.FileTemplateLoader;
import freemarker.template.Configuration;
import freemarker.template.TemplateExceptionHandler;
import java.io.IOException;
import java.nio.file.Path;

/** Finds the mail's templates in the working directory, so that they are edited without building. */
public final class Templates {
    private static final long UPDATE_DELAY_MS = 1000;

    private Templates() {}

    /**
     * A configuration that escapes by file extension ({@code .ftlh} is HTML), caches, and notices a change within a second.
     * Camel's own does neither of the first two for a template that is named by {@code file:}.
     */
    public static Configuration in(Path directory) throws IOException {
        Configuration templates = new Configuration(Configuration.VERSION_2_3_34);
        templates.setTemplateLoader(new FileTemplateLoader(directory.toFile()));
        templates.setDefaultEncoding("UTF-8");
        templates.setLocalizedLookup(false);
        templates.setTemplateUpdateDelayMilliseconds(UPDATE_DELAY_MS);
        templates.setTemplateExceptionHandler(TemplateExceptionHandler.RETHROW_HANDLER);
        templates.setLogTemplateExceptions(false);
        return templates;
    }
}
