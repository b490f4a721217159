package assignmentmailer;

import assignmentmailer.settings.Utf8;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.RuntimeCamelException;
import org.apache.camel.dsl.support.SourceLoader;
import org.apache.camel.impl.engine.DefaultRoutesLoader;
import org.apache.camel.spi.Resource;
import org.apache.camel.spi.RoutesBuilderLoader;
import org.apache.camel.support.PluginHelper;

/**
 * Locates and decodes the route files. Camel by itself follows no symbolic link, and starts idle when there is no file.
 */
final class RouteFiles {
    static final Path FOLDER = Path.of("routes");

    /** Excludes names that begin with a dot: editors and Kubernetes keep such files beside the route files. */
    private static final Pattern NAME = Pattern.compile("[^.].*\\.ya?ml");

    private RouteFiles() {}

    /**
     * Returns the route files directly in the folder, symbolic links followed, sorted by name.
     *
     * @throws IOException when the folder is missing, or no route file is in it
     */
    static List<Path> in(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            List<Path> found = files.filter(
                            file -> NAME.matcher(file.getFileName().toString()).matches())
                    .filter(Files::isRegularFile)
                    .sorted()
                    .toList();
            if (found.isEmpty()) {
                throw new NoSuchFileException(folder.resolve("*.camel.yaml").toString());
            }
            return found;
        } catch (NotDirectoryException file) {
            throw new NoSuchFileException(folder.resolve("*.camel.yaml").toString());
        }
    }

    /** Returns the include pattern for exactly these files. */
    static String pattern(List<Path> files) {
        return files.stream().map(file -> "file:" + file).collect(Collectors.joining(","));
    }

    /**
     * Makes Camel read route files as UTF-8 regardless of the locale, and {@code .yml} files like {@code .yaml} files.
     */
    static void prepare(CamelContext context) {
        context.getRegistry().bind("sourceLoader", SourceLoader.class, (SourceLoader) RouteFiles::text);
        RoutesBuilderLoader yaml = yamlLoader(context);
        for (String ending : List.of("yml", "camel.yml")) {
            context.getRegistry().bind(DefaultRoutesLoader.ROUTES_LOADER_KEY_PREFIX + ending, yaml);
        }
    }

    private static String text(Resource resource) throws IOException {
        try (InputStream in = resource.getInputStream()) {
            return Utf8.decode(resource.getLocation().replaceFirst("^file:", ""), in.readAllBytes());
        }
    }

    private static RoutesBuilderLoader yamlLoader(CamelContext context) {
        try {
            return PluginHelper.getRoutesLoader(context).getRoutesLoader("yaml");
        } catch (Exception missing) {
            throw RuntimeCamelException.wrapRuntimeException(missing);
        }
    }
}
