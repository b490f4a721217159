package assignmentmailer.settings;

import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Properties;
import java.util.Set;

/**
 * The settings in a properties file, in the order of their lines.
 *
 * @param name the file's name
 * @param values values by key; the last value of a duplicate key
 * @param duplicates the duplicate keys
 */
public record SettingsFile(String name, Map<String, String> values, Set<String> duplicates) {
    public SettingsFile {
        values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
        duplicates = Collections.unmodifiableSet(new LinkedHashSet<>(duplicates));
    }

    /**
     * Reads a properties file in UTF-8, with or without a byte order mark.
     *
     * @throws IllegalArgumentException when the file is not UTF-8 or contains a malformed escape
     */
    public static SettingsFile read(Path path) throws IOException {
        return decoded(path.getFileName().toString(), Files.readAllBytes(path));
    }

    static SettingsFile decoded(String name, byte[] bytes) throws IOException {
        String text = Utf8.decode(name, bytes);
        Entries entries = new Entries();
        try {
            entries.load(new StringReader(text));
        } catch (IllegalArgumentException malformed) {
            throw new IllegalArgumentException(name + ": \\u is not followed by four hexadecimal digits", malformed);
        }
        return new SettingsFile(name, entries.values, entries.duplicates);
    }

    /** Records entries while loading: {@link Properties} itself drops order and duplicates. */
    private static final class Entries extends Properties {
        private static final long serialVersionUID = 1;

        private final transient Map<String, String> values = new LinkedHashMap<>();
        private final transient Set<String> duplicates = new LinkedHashSet<>();

        @Override
        public synchronized Object put(Object key, Object value) {
            if (values.put((String) key, (String) value) != null) {
                duplicates.add((String) key);
            }
            return super.put(key, value);
        }
    }
}
