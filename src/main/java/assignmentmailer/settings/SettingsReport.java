package assignmentmailer.settings;

import java.util.List;
import java.util.Map;

/**
 * What became of all settings.
 *
 * @param values by key, resolved and canonical; only to be used when there are no problems
 * @param problems one line each, which names the key, its place and the remedy, and no value that may be private
 */
public record SettingsReport(Map<String, String> values, List<String> problems) {
    public SettingsReport {
        problems = List.copyOf(problems);
    }
}
