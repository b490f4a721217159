package assignmentmailer.settings;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The sources of settings: the environment overrides system properties, which override the file.
 *
 * @param environment variables by name
 * @param system the JVM's system properties
 */
public record SettingSources(SettingsFile file, Map<String, String> environment, Map<String, String> system) {
    /** The prefix of Camel's own settings, which Camel looks up in the environment itself. */
    private static final String CAMEL = "camel.";

    /**
     * A value in quotes, which are removed: shells, Docker's --env-file and systemd differ in whether they keep them.
     */
    private static final Pattern QUOTED = Pattern.compile("\"[^\"]*\"|'[^']*'");

    /**
     * A value with its source.
     *
     * @param place the source as a message names it
     * @param text the value without surrounding whitespace and quotes
     */
    record Found(String place, String text) {}

    /** Returns the sources of this process. */
    public static SettingSources of(SettingsFile file) {
        return new SettingSources(file, System.getenv(), strings(System.getProperties()));
    }

    private static Map<String, String> strings(Properties properties) {
        return properties.stringPropertyNames().stream()
                .collect(Collectors.toMap(name -> name, name -> String.valueOf(properties.getProperty(name))));
    }

    /** Returns the effective value, even if empty. */
    Optional<Found> find(String key) {
        String variable = SettingNames.inEnvironment(key);
        if (environment.containsKey(variable)) {
            return Optional.of(new Found(variable + " in the environment", plain(environment.get(variable))));
        }
        if (system.containsKey(key)) {
            return Optional.of(new Found("-D" + key, plain(system.get(key))));
        }
        return Optional.ofNullable(file.values().get(key)).map(text -> new Found(file.name(), plain(text)));
    }

    /** Returns the effective value as it is written, with its placeholders. */
    public Optional<String> text(String key) {
        return find(key).map(Found::text);
    }

    /** Returns the indexes of an indexed setting, in order. */
    IntStream indexes(Setting setting) {
        Stream<String> keys = Stream.concat(file.values().keySet().stream(), system.keySet().stream())
                .filter(setting::isNamed);
        Stream<String> variables = environment.keySet().stream().filter(setting::isVariable);
        return Stream.concat(keys, variables)
                .mapToInt(SettingNames::index)
                .sorted()
                .distinct();
    }

    /** Returns the effective value of each key in the file; Camel's own keys keep their values in the file. */
    public Map<String, String> values() {
        Map<String, String> values = new LinkedHashMap<>();
        file.values()
                .forEach((key, text) -> values.put(
                        key,
                        key.startsWith(CAMEL) ? text : find(key).orElseThrow().text()));
        return values;
    }

    /** Strips whitespace and quotes. Trailing line breaks come from Kubernetes secrets that were created from files. */
    private static String plain(String text) {
        String stripped = text.strip();
        return QUOTED.matcher(stripped).matches()
                ? stripped.substring(1, stripped.length() - 1).strip()
                : stripped;
    }
}
