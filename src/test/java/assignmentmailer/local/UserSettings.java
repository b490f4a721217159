package assignmentmailer.local;

import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Properties;

/** What the user has set: as a system property, in the environment or in application.properties. */
final class UserSettings {
    private final Properties file;

    private UserSettings(Properties file) {
        this.file = file;
    }

    /** Those of this JVM, and of that file when there is one. */
    static UserSettings read(Path path) {
        Properties file = new Properties();
        if (Files.exists(path)) {
            try (Reader in = Files.newBufferedReader(path)) {
                file.load(in);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return new UserSettings(file);
    }

    boolean has(String key) {
        return System.getProperty(key) != null
                || System.getenv(key.toUpperCase(Locale.ROOT).replaceAll("[.-]", "_")) != null
                || !file.getProperty(key, "").isBlank();
    }
}
