package assignmentmailer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The selection of route files in a folder. */
class RouteFolderTest {
    @TempDir
    private Path directory;

    @Test
    void findsRouteFilesOfEitherEndingInTheOrderOfTheirNames() throws IOException {
        Path routes = Files.createDirectory(directory.resolve("routes"));
        for (String name :
                List.of("c.camel.yml", "a.camel.yaml", "b.yaml", "d.yml", "README.md", ".e.yaml", "f.yaml~")) {
            Files.createFile(routes.resolve(name));
        }
        Files.createDirectory(routes.resolve("mail.yaml"));

        assertThat(namesIn(routes)).containsExactly("a.camel.yaml", "b.yaml", "c.camel.yml", "d.yml");
    }

    /** Lays files out like the kubelet's ConfigMap: links to a link to a dated folder. */
    @Test
    void findsEachFileOfAMountedConfigMapOnce() throws IOException {
        Path routes = Files.createDirectory(directory.resolve("routes"));
        Path version = Files.createDirectory(routes.resolve("..2026_11_25_03_00_00.123"));
        Files.createFile(version.resolve("a.camel.yaml"));
        Files.createSymbolicLink(routes.resolve("..data"), version.getFileName());
        Files.createSymbolicLink(routes.resolve("a.camel.yaml"), Path.of("..data", "a.camel.yaml"));

        assertThat(namesIn(routes)).containsExactly("a.camel.yaml");
    }

    @Test
    void followsALinkToTheFolder() throws IOException {
        Path real = Files.createDirectory(directory.resolve("real"));
        Files.createFile(real.resolve("a.camel.yaml"));
        Path link = Files.createSymbolicLink(directory.resolve("routes"), real);

        assertThat(namesIn(link)).containsExactly("a.camel.yaml");
    }

    @ParameterizedTest
    @ValueSource(strings = {"missing", "empty", "file"})
    void refusesAFolderWithoutRoutes(String name) throws IOException {
        Files.createDirectory(directory.resolve("empty"));
        Files.createFile(directory.resolve("file"));

        assertThatExceptionOfType(NoSuchFileException.class)
                .isThrownBy(() -> RouteFiles.in(directory.resolve(name)))
                .withMessageContaining(name);
    }

    private static List<String> namesIn(Path folder) throws IOException {
        return RouteFiles.in(folder).stream()
                .map(file -> file.getFileName().toString())
                .toList();
    }
}
