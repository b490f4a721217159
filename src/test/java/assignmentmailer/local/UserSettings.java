package assignmentmailer.local;

import assignmentmailer.settings.SettingNames;
import assignmentmailer.settings.SettingsFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

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
        return find(key).isPresent();
    }

    /** Returns the effective value, empty when there is none or a blank one in the file. */
    Optional<String> find(String key) {
        return Stream.of(System.getenv(SettingNames.inEnvironment(key)), System.getProperty(key))
                .filter(Objects::nonNull)
                .findFirst()
                .or(() -> Optional.ofNullable(file.get(key)).filter(value -> !value.isBlank()))
                .map(String::strip);
    }

    /** Returns the system properties that are settings: those that begin with the first word of one in the file, or aws. */
    Map<String, String> ofThisJvm() {
        Set<String> words = Stream.concat(
                        Stream.of("aws"), file.keySet().stream().map(UserSettings::firstWord))
                .collect(Collectors.toSet());
        return System.getProperties().stringPropertyNames().stream()
                .filter(key -> words.contains(firstWord(key)))
                .collect(Collectors.toMap(key -> key, System::getProperty));
    }

    private static String firstWord(String key) {
        return key.split("[.\\[]", 2)[0];
    }
}
