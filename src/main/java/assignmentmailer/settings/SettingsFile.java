package assignmentmailer.settings;

import java.io.IOException;
import java.io.StringReader;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Properties;
import java.util.Set;

/**
 * The settings in one file, in the order of their lines.
 *
 * @param name of the file
 * @param values by key, the last one where a key is there more than once
 * @param duplicates the keys that are there more than once
 */
public record SettingsFile(String name, Map<String, String> values, Set<String> duplicates) {
    private static final String BYTE_ORDER_MARK = "\uFEFF";

    public SettingsFile {
        values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
        duplicates = Collections.unmodifiableSet(new LinkedHashSet<>(duplicates));
    }

    /**
     * Reads a properties file that is UTF-8, with or without a byte order mark.
     *
     * @throws IllegalArgumentException when it is not, or has a malformed escape
     */
    public static SettingsFile read(Path path) throws IOException {
        return decoded(path.getFileName().toString(), Files.readAllBytes(path));
    }

    static SettingsFile decoded(String name, byte[] bytes) throws IOException {
        String text = decode(name, bytes);
        Entries entries = new Entries();
        try {
            entries.load(new StringReader(text.startsWith(BYTE_ORDER_MARK) ? text.substring(1) : text));
        } catch (IllegalArgumentException malformed) {
            throw new IllegalArgumentException(name + ": \\u is not followed by four hexadecimal digits", malformed);
        }
        return new SettingsFile(name, entries.values, entries.duplicates);
    }

    private static String decode(String name, byte[] bytes) {
        CharsetDecoder decoder = StandardCharsets.UTF_8
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
        ByteBuffer in = ByteBuffer.wrap(bytes);
        CharBuffer out = CharBuffer.allocate(bytes.length);
        CoderResult result = decoder.decode(in, out, true);
        if (result.isError()) {
            throw new IllegalArgumentException(
                    "%s, line %d: the file is not UTF-8: save it as UTF-8".formatted(name, line(bytes, in.position())));
        }
        return out.flip().toString();
    }

    private static long line(byte[] bytes, int position) {
        long line = 1;
        for (int i = 0; i < position; i++) {
            line += bytes[i] == '\n' ? 1 : 0;
        }
        return line;
    }

    /** Notes what loading puts: {@link Properties} itself forgets order and duplicates. */
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
