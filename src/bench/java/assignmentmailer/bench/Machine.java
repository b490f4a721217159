package assignmentmailer.bench;

import assignmentmailer.ServiceProcess;
import java.lang.management.ManagementFactory;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.camel.CamelContext;
import software.amazon.awssdk.core.util.VersionInfo;

/** Describes the machine and the measured versions. */
final class Machine {
    private Machine() {}

    static Map<String, Object> describe() {
        Map<String, Object> description = new LinkedHashMap<>();
        description.put("time", Instant.now().truncatedTo(ChronoUnit.MINUTES).toString());
        description.put("cores", Runtime.getRuntime().availableProcessors());
        description.put("system", System.getProperty("os.name") + " " + System.getProperty("os.arch"));
        description.put("JVM", System.getProperty("java.vm.name") + " " + System.getProperty("java.vm.version"));
        description.put("contenders' options", String.join(" ", ServiceProcess.JVM_OPTIONS));
        description.put("Camel", CamelContext.class.getPackage().getImplementationVersion());
        description.put("AWS SDK", VersionInfo.SDK_VERSION);
        description.put(
                "load at the start",
                ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage());
        return description;
    }
}
