package assignmentmailer.settings;

import java.util.List;
import java.util.Map;

/**
 * The result of reading all settings.
 *
 * @param values resolved, canonical values by key; valid only without problems
 * @param problems one line each: key, source and remedy, never a value that may be private
 */
public record SettingsReport(Map<String, String> values, List<String> problems) {
    public SettingsReport {
        problems = List.copyOf(problems);
    }
}
