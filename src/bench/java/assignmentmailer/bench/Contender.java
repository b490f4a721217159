package assignmentmailer.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Who is measured. */
enum Contender {
    /** The packaged jar, with the routes and settings as shipped. */
    SERVICE("this service") {
        @Override
        List<String> program() {
            return List.of(
                    "-Dcamel.management.port=0",
                    "-jar",
                    TARGET.resolve("assignment-mailer.jar").toString());
        }
    },

    /** What a user would write with the same versions of Camel and its components. */
    STOCK("stock Camel route") {
        @Override
        List<String> program() {
            return onClassPath(StockRoute.class);
        }
    },

    /** The limit: what must be called at least, and nothing between. */
    BARE("bare SDK program") {
        @Override
        List<String> program() {
            return onClassPath(BareProgram.class);
        }
    };

    private static final Path TARGET = Path.of("target").toAbsolutePath();

    /** Its presence alone starts a management server, which neither of the other two has asked for. */
    private static final String SERVICE_ONLY = "camel-observability-services";

    private final String title;

    Contender(String title) {
        this.title = title;
    }

    String title() {
        return title;
    }

    /** What follows the options on the command line of its JVM. */
    abstract List<String> program();

    private static List<String> onClassPath(Class<?> main) {
        try (Stream<Path> libraries = Files.list(TARGET.resolve("lib"))) {
            String classPath = Stream.concat(
                            Stream.of(TARGET.resolve("classes"), TARGET.resolve("test-classes")),
                            libraries.filter(
                                    jar -> !jar.getFileName().toString().startsWith(SERVICE_ONLY)))
                    .map(Path::toString)
                    .collect(Collectors.joining(System.getProperty("path.separator")));
            return List.of("-Dlog4j2.configurationFile=log4j2.xml", "-cp", classPath, main.getName());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
