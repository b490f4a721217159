package assignmentmailer;

import assignmentmailer.settings.DurationText;
import assignmentmailer.settings.SettingSources;
import assignmentmailer.settings.SettingsReport;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.apache.camel.CamelContext;
import org.apache.camel.component.properties.PropertiesComponent;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.main.BaseMainSupport;
import org.apache.camel.main.MainListenerSupport;
import org.apache.camel.util.OrderedProperties;

/**
 * Passes validated, canonical settings to Camel. Camel by itself reads the file as ISO 8859-1, parses no durations, and
 * accepts unknown keys.
 */
final class SettingsLoader extends MainListenerSupport {
    /** The name of the subfolder whose dead letters are replayed. */
    static final String REPLAY = "replay";

    /** The setting of the log's format, which Log4j needs before all others. */
    static final String LOG_FORMAT = "log.format";
    /** The property with that folder's path, absent where dead letters are in no folder. */
    static final String REPLAY_FOLDER = "replay.folder";

    private static final String FILE = "file:";

    private final SettingSources sources;
    private final Map<String, String> fixed;

    SettingsLoader(SettingSources sources) {
        this(sources, Map.of());
    }

    private SettingsLoader(SettingSources sources, Map<String, String> fixed) {
        this.sources = sources;
        this.fixed = fixed;
    }

    /** Returns the same settings for an operator's command, which opens no port whatever they say. */
    SettingsLoader forCommand(Map<String, String> others) {
        Map<String, String> all = new LinkedHashMap<>(others);
        all.put("camel.management.enabled", "false");
        return new SettingsLoader(sources, all);
    }

    /** Returns the raw settings, for properties that Camel reads before it can resolve placeholders. */
    Properties asWritten() {
        Properties all = properties(sources.values());
        all.putAll(fixed);
        return all;
    }

    @Override
    public void beforeInitialize(BaseMainSupport main) {
        load(main.getCamelContext());
    }

    /** Returns a context with these settings and nothing else, not started: enough to read them and to evaluate rules. */
    CamelContext bareContext() {
        DefaultCamelContext context = new DefaultCamelContext();
        context.getPropertiesComponent().setOverrideProperties(asWritten());
        // the environment included, as for Camel Main
        context.getPropertiesComponent()
                .resolveProperty("camel.main.name")
                .ifPresent(context.getCamelContextExtension()::setName);
        return context;
    }

    /** Validates all settings. */
    SettingsReport report(CamelContext context) {
        return new SettingsCheck(context::resolvePropertyPlaceholders).check(sources);
    }

    /** @throws IllegalArgumentException when a setting is invalid; the message names the first one */
    void load(CamelContext context) {
        PropertiesComponent settings = (PropertiesComponent) context.getPropertiesComponent();
        // The report's values already include these, stripped and validated.
        settings.setEnvironmentVariableMode(PropertiesComponent.ENVIRONMENT_VARIABLES_MODE_FALLBACK);
        settings.setSystemPropertiesMode(PropertiesComponent.SYSTEM_PROPERTIES_MODE_FALLBACK);
        SettingsReport report = report(context);
        if (!report.problems().isEmpty()) {
            int more = report.problems().size() - 1;
            throw new IllegalArgumentException(
                    report.problems().get(0) + (more == 0 ? "" : " (and " + more + " more)"));
        }
        Properties all = properties(withLogContext(withVisibility(withReplay(withConfigurationSet(report.values())))));
        all.putAll(fixed);
        settings.setOverrideProperties(all);
    }

    /** Adds the configuration set where there is one: an endpoint takes an option whose placeholder is undefined as unset. */
    static Map<String, String> withConfigurationSet(Map<String, String> values) {
        Map<String, String> all = new LinkedHashMap<>(values);
        Optional.ofNullable(values.get("mail.configuration-set"))
                .filter(set -> !set.isEmpty())
                .ifPresent(set -> all.put("ses.configuration-set", set));
        return all;
    }

    /** Adds whether log lines have a context, which takes time for each step of a mail: the format text shows none. */
    static Map<String, String> withLogContext(Map<String, String> values) {
        Map<String, String> all = new LinkedHashMap<>(values);
        all.put("log.context", String.valueOf(values.get(LOG_FORMAT).equals("json")));
        return all;
    }

    /** Adds where dead letters are replayed: a subfolder of theirs; where they are in no folder, replay is off. */
    static Map<String, String> withReplay(Map<String, String> values) {
        Map<String, String> all = new LinkedHashMap<>(values);
        String letters = values.get("dead-letter.uri");
        if (letters.startsWith(FILE)) {
            String folder = letters.substring(FILE.length()).split("\\?", 2)[0].replaceFirst("^//", "");
            all.put(REPLAY_FOLDER, folder.replaceFirst("/+$", "") + "/" + REPLAY);
        } else {
            all.put("replay.enabled", "false");
        }
        return all;
    }

    /** Adds the visibility in seconds, the unit of Camel and SQS. */
    static Map<String, String> withVisibility(Map<String, String> values) {
        Map<String, String> all = new LinkedHashMap<>(values);
        Duration visibility = DurationText.parse(values.get("queue.visibility"));
        all.put("queue.visibility-seconds", String.valueOf(visibility.toSeconds()));
        return all;
    }

    private static Properties properties(Map<String, String> values) {
        Properties properties = new OrderedProperties();
        properties.putAll(values);
        return properties;
    }
}
