package assignmentmailer.settings;

import assignmentmailer.settings.SettingSources.Found;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/** Reads every known setting and validates each by itself. */
public final class SettingsReader {
    private static final String UNDECODABLE = "\uFFFD";

    /** A JVM without a locale decodes each non-ASCII byte of a -D option as a question mark. */
    private static final String QUESTION_MARKS = "??";

    private static final Pattern CONTROL = Pattern.compile("[\\p{Cc}\\p{Zl}\\p{Zp}]");
    private static final Pattern PLACEHOLDER = Pattern.compile("\\{\\{([^{}]*)}}");

    private final List<Setting> known;
    private final UnaryOperator<String> placeholders;
    private final boolean asciiOnly;

    /**
     * @param placeholders replaces {@code {{...}}}, and throws an IllegalArgumentException when one is undefined
     * @param asciiOnly whether the JVM decodes only ASCII in its environment and options
     */
    public SettingsReader(List<Setting> known, UnaryOperator<String> placeholders, boolean asciiOnly) {
        this.known = List.copyOf(known);
        this.placeholders = placeholders;
        this.asciiOnly = asciiOnly;
    }

    public SettingsReport read(SettingSources sources) {
        Map<String, String> values = new LinkedHashMap<>(sources.values());
        // First, because the setting behind a misspelled name is also reported as missing.
        List<String> problems = new ArrayList<>(new MistypedNames(known).in(sources));
        sources.file()
                .duplicates()
                .forEach(key ->
                        problems.add(sources.file().name() + ": " + key + " is set more than once: keep one line"));
        known.forEach(setting -> keys(setting, sources).forEach(key -> read(key, setting, sources, values, problems)));
        return new SettingsReport(values, problems);
    }

    private static List<String> keys(Setting setting, SettingSources sources) {
        if (setting.isIndexed()) {
            return sources.indexes(setting).mapToObj(setting::at).toList();
        }
        return List.of(setting.key());
    }

    private void read(
            String key, Setting setting, SettingSources sources, Map<String, String> values, List<String> problems) {
        Optional<Found> found = sources.find(key);
        if (found.isEmpty() || found.get().text().isEmpty()) {
            values.put(key, "");
            if (setting.required()) {
                problems.add("%s is not set: give it in %s, or as %s in the environment"
                        .formatted(key, sources.file().name(), SettingNames.inEnvironment(key)));
            }
            return;
        }
        String place = found.get().place();
        try {
            checkDecoded(found.get());
            String resolved = resolve(found.get().text());
            if (CONTROL.matcher(resolved).find()) {
                throw new IllegalArgumentException("must be one line of text without control characters");
            }
            values.put(key, setting.format().canonical(resolved));
        } catch (IllegalArgumentException wrong) {
            problems.add(place + ": " + key + " " + wrong.getMessage());
        }
    }

    private void checkDecoded(Found found) {
        boolean option = found.place().startsWith("-D");
        if (found.text().contains(UNDECODABLE)
                || asciiOnly && option && found.text().contains(QUESTION_MARKS)) {
            throw new IllegalArgumentException(
                    "has characters that this JVM cannot decode: set LANG=C.UTF-8 in the environment");
        }
    }

    private String resolve(String text) {
        if (!text.contains("{{")) {
            return text;
        }
        try {
            return placeholders.apply(text).strip();
        } catch (IllegalArgumentException undefined) {
            String which = PLACEHOLDER
                    .matcher(text)
                    .results()
                    .map(match -> match.group(1))
                    .filter(this::isUndefined)
                    .findFirst()
                    .map(name -> "has the placeholder {{" + name + "}}, which is not defined: define it, or correct it")
                    .orElse("has a placeholder that cannot be read: {{ and }} must stand around a name");
            throw new IllegalArgumentException(which, undefined);
        }
    }

    private boolean isUndefined(String name) {
        try {
            placeholders.apply("{{" + name + "}}");
            return false;
        } catch (IllegalArgumentException undefined) {
            return true;
        }
    }
}
