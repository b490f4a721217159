package assignmentmailer.local;

import assignmentmailer.settings.SettingNames;
import assignmentmailer.settings.SettingsFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/** What the user has set: as a system property, in the environment or in application.properties. */
final class UserSettings {
    private final Map<String, String> file;

    private UserSettings(Map<String, String> file) {
        this.file = file;
    }

    /** Those of this JVM, and of that file when there is one. */
    static UserSettings read(Path path) {
        try {
            return new UserSettings(SettingsFile.read(path).values());
        } catch (IOException | IllegalArgumentException unusable) {
            // the service says so itself, and does not start
            return new UserSettings(Map.of());
        }
    }

    boolean has(String key) {
        return System.getProperty(key) != null
                || System.getenv(SettingNames.inEnvironment(key)) != null
                || !file.getOrDefault(key, "").isBlank();
    }
}
