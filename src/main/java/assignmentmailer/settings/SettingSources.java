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
 * Where settings come from: the environment goes before system properties, and these before the file.
 *
 * @param environment by name
 * @param system the JVM's system properties
 */
public record SettingSources(SettingsFile file, Map<String, String> environment, Map<String, String> system) {
    /** Camel looks these up in the environment by itself. */
    private static final String CAMEL = "camel.";

    /** As shells, Docker's --env-file and systemd differ in what they make of quotes around a whole value. */
    private static final Pattern QUOTED = Pattern.compile("\"[^\"]*\"|'[^']*'");

    /**
     * A value and its place.
     *
     * @param place where to mend it, for the beginning of a message
     * @param text without blanks and quotes around it
     */
    record Found(String place, String text) {}

    /** Those of this process. */
    public static SettingSources of(SettingsFile file) {
        return new SettingSources(file, System.getenv(), strings(System.getProperties()));
    }

    private static Map<String, String> strings(Properties properties) {
        return properties.stringPropertyNames().stream()
                .collect(Collectors.toMap(name -> name, name -> String.valueOf(properties.getProperty(name))));
    }

    /** The value that counts, an empty one included. */
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

    /** The indexes at which an indexed setting is set, in order. */
    IntStream indexes(Setting setting) {
        Stream<String> keys = Stream.concat(file.values().keySet().stream(), system.keySet().stream())
                .filter(setting::isNamed);
        Stream<String> variables = environment.keySet().stream().filter(setting::isVariable);
        return Stream.concat(keys, variables)
                .mapToInt(SettingNames::index)
                .sorted()
                .distinct();
    }

    /** All that is in the file, each with the value that counts, and without what Camel looks up itself. */
    public Map<String, String> values() {
        Map<String, String> values = new LinkedHashMap<>();
        file.values()
                .forEach((key, text) -> values.put(
                        key,
                        key.startsWith(CAMEL) ? text : find(key).orElseThrow().text()));
        return values;
    }

    /** Line breaks at the end come from files that hold one secret each, as Kubernetes mounts them. */
    private static String plain(String text) {
        String stripped = text.strip();
        return QUOTED.matcher(stripped).matches()
                ? stripped.substring(1, stripped.length() - 1).strip()
                : stripped;
    }
}
