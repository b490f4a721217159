package assignmentmailer.local;

import assignmentmailer.AssignmentMailer;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.IntFunction;

/**
 * Runs the service locally against an embedded AWS, with an intake and an inbox, and reloads routes and templates when
 * saved. The embedded AWS ends with the JVM, after the service has stopped.
 */
public final class LocalRun {
    static final String PORT = "local.port";
    static final String DYNAMODB_PORT = "local.dynamodb-port";
    static final String SES_PORT = "local.ses-port";
    static final String S3_PORT = "local.s3-port";

    /** The settings file in the working directory. */
    static final Path DATA = Path.of("target", "local-aws");

    /** Defaults, which the user's settings override. */
    private static final Map<String, String> DEFAULTS = Map.of(
            "mail.from", "Recruiting Team <jobs@example.com>",
            "mail.reply-to", "jobs@example.com",
            "camel.main.routes-reload-enabled", "true",
            "camel.main.routes-reload-directory", "routes",
            "camel.main.routes-reload-pattern", "*.yaml,*.yml",
            "camel.main.routes-reload-remove-all-routes", "false",
            "camel.management.host", "127.0.0.1",
            "camel.main.main-listener-classes", Banner.class.getName() + "," + LetterFolders.class.getName());

    private LocalRun() {}

    /** Runs until SIGTERM. */
    public static void main(String[] args) {
        LocalSes ses = onPort(SES_PORT, 8005, port -> LocalSes.start(port, EmbeddedAws.mails(DATA)));
        LocalS3 s3 = onPort(S3_PORT, 8006, port -> EmbeddedAws.s3(DATA, port));
        EmbeddedAws aws = onPort(DYNAMODB_PORT, 8000, port -> EmbeddedAws.onDisk(DATA, port, ses, s3));
        LocalSite site = onPort(PORT, 8080, port -> LocalSite.start(port, aws, LetterFolders.letters()));
        if (aws.candidates().created()) {
            SampleCandidates.insertInto(aws.candidates());
        }
        SampleAssignments.putInto(s3);
        aws.systemProperties().forEach(System::setProperty);
        System.setProperty(PORT, String.valueOf(site.address().getPort()));
        UserSettings user = UserSettings.read(Path.of("application.properties"));
        DEFAULTS.forEach((key, value) -> {
            if (!user.has(key)) {
                System.setProperty(key, value);
            }
        });
        AssignmentMailer.main(args);
    }

    private static <T> T onPort(String property, int normally, IntFunction<T> start) {
        try {
            return start.apply(Integer.getInteger(property, normally));
        } catch (PortTakenException taken) {
            // the service has not begun, and a stack trace would hide the remedy
            System.err.printf(
                    "Port %d is in use. Choose another: mvn -D%s=%d%n", taken.port(), property, taken.port() + 1);
            System.exit(1);
            throw taken;
        }
    }
}
