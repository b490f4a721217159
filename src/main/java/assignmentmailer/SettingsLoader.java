package assignmentmailer;

import assignmentmailer.settings.SettingSources;
import assignmentmailer.settings.SettingsReport;
import java.util.Map;
import java.util.Properties;
import org.apache.camel.CamelContext;
import org.apache.camel.component.properties.PropertiesComponent;
import org.apache.camel.main.BaseMainSupport;
import org.apache.camel.main.MainListenerSupport;
import org.apache.camel.util.OrderedProperties;

/**
 * Gives Camel the settings, checked and canonical: Camel by itself reads the file as ISO 8859-1, knows no durations, and
 * takes any key.
 */
final class SettingsLoader extends MainListenerSupport {
    private final SettingSources sources;

    SettingsLoader(SettingSources sources) {
        this.sources = sources;
    }

    /** The settings as they are written, for what Camel reads before it can resolve placeholders. */
    Properties asWritten() {
        return properties(sources.values());
    }

    @Override
    public void beforeInitialize(BaseMainSupport main) {
        CamelContext context = main.getCamelContext();
        PropertiesComponent settings = (PropertiesComponent) context.getPropertiesComponent();
        // they are in the values already, stripped and checked
        settings.setEnvironmentVariableMode(PropertiesComponent.ENVIRONMENT_VARIABLES_MODE_FALLBACK);
        settings.setSystemPropertiesMode(PropertiesComponent.SYSTEM_PROPERTIES_MODE_FALLBACK);
        SettingsReport report = new SettingsCheck(context::resolvePropertyPlaceholders).check(sources);
        if (!report.problems().isEmpty()) {
            int more = report.problems().size() - 1;
            throw new IllegalArgumentException(
                    report.problems().get(0) + (more == 0 ? "" : " (and " + more + " more)"));
        }
        settings.setOverrideProperties(properties(report.values()));
    }

    private static Properties properties(Map<String, String> values) {
        Properties properties = new OrderedProperties();
        properties.putAll(values);
        return properties;
    }
}
