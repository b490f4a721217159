package assignmentmailer.local;

import assignmentmailer.settings.SettingNames;
import assignmentmailer.settings.SettingsFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/** The user's settings: system properties, environment, application.properties. */
final class UserSettings {
    private final Map<String, String> file;

    private UserSettings(Map<String, String> file) {
        this.file = file;
    }

    /** Returns the settings of this JVM, and of the file if it exists. */
    static UserSettings read(Path path) {
        try {
            return new UserSettings(SettingsFile.read(path).values());
        } catch (IOException | IllegalArgumentException unusable) {
            // The service itself reports the error and does not start.
            return new UserSettings(Map.of());
        }
    }

    boolean has(String key) {
        return System.getProperty(key) != null
                || System.getenv(SettingNames.inEnvironment(key)) != null
                || !file.getOrDefault(key, "").isBlank();
    }
}
