package assignmentmailer.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A measured program. */
enum Contender {
    /** The packaged jar with the shipped routes and settings. */
    SERVICE("this service") {
        @Override
        List<String> program() {
            return List.of(
                    "-Dcamel.management.port=0",
                    "-jar",
                    TARGET.resolve("assignment-mailer.jar").toString());
        }
    },

    /** A stock Camel route with the same versions of Camel and its components. */
    STOCK("stock Camel route") {
        @Override
        List<String> program() {
            return onClassPath(StockRoute.class);
        }
    },

    /** The lower bound: a program with only the indispensable calls. */
    BARE("bare SDK program") {
        @Override
        List<String> program() {
            return onClassPath(BareProgram.class);
        }
    };

    private static final Path TARGET = Path.of("target").toAbsolutePath();

    /** A jar whose presence starts a management server, which the other contenders do not need. */
    private static final String SERVICE_ONLY = "camel-observability-services";

    private final String title;

    Contender(String title) {
        this.title = title;
    }

    String title() {
        return title;
    }

    /** Returns the arguments after the JVM options. */
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
