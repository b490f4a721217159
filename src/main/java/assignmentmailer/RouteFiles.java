package assignmentmailer;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** The folder of route files; Camel itself would start without any and do nothing. */
final class RouteFiles {
    static final String FILES = "*.camel.yaml";
    static final Path FOLDER = Path.of("routes");

    private RouteFiles() {}

    /** The pattern under which Camel finds them. */
    static String pattern() {
        return "file:" + FOLDER + "/" + FILES;
    }

    /** Fails when the folder is missing, or no route file is in it. */
    static void check() throws IOException {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(FOLDER, FILES)) {
            if (!files.iterator().hasNext()) {
                throw new NoSuchFileException(FOLDER.resolve(FILES).toString());
            }
        }
    }
}
