package assignmentmailer.local;

import assignmentmailer.AssignmentMailer;
import assignmentmailer.settings.SettingNames;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.IntFunction;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Runs the service locally against an embedded AWS, with an intake and an inbox, and reloads routes and templates when
 * saved; where queue.enabled is set, two copies of it behind a queue. The embedded AWS ends with the JVM, after the service has stopped.
 */
public final class LocalRun {
    static final String PORT = "local.port";
    static final String DYNAMODB_PORT = "local.dynamodb-port";
    static final String SES_PORT = "local.ses-port";
    static final String S3_PORT = "local.s3-port";
    static final String SQS_PORT = "local.sqs-port";

    /** Names the listeners of the first copy. */
    static final String LISTENERS = "camel.main.main-listener-classes";

    static final Path DATA = Path.of("target", "local-aws");

    /** The settings file in the working directory. */
    static final Path SETTINGS = Path.of("application.properties");

    /** As many as the README asks for. */
    private static final int MOST_RECEIVES = 10;

    /** Defaults, which the user's settings override. */
    private static final Map<String, String> DEFAULTS = pairs(
            "mail.from",
            "Recruiting Team <jobs@example.com>",
            "mail.reply-to",
            "jobs@example.com",
            "mail.configuration-set",
            "local",
            "camel.main.routes-reload-enabled",
            "true",
            "camel.main.routes-reload-directory",
            "routes",
            "camel.main.routes-reload-pattern",
            "*.yaml,*.yml",
            "camel.main.routes-reload-remove-all-routes",
            "false",
            "camel.management.host",
            "127.0.0.1",
            LISTENERS,
            listeners(Banner.class, LetterFolders.class));

    /** Defaults that only the environment and options override: the file's are those of production. */
    private static final Map<String, String> DEFAULTS_OF_EVENTS = Map.of("mail-events.enabled", "true");

    /** Defaults where candidates come from a queue. */
    private static final Map<String, String> DEFAULTS_OF_QUEUE = Map.of(
            "stream.enabled", "false", LISTENERS, listeners(Banner.class, LetterFolders.class, SecondCopy.class));

    private LocalRun() {}

    /** Runs until SIGTERM. */
    public static void main(String[] args) {
        UserSettings user = UserSettings.read(SETTINGS);
        boolean isQueueEnabled = user.find("queue.enabled").equals(Optional.of("true"));
        LocalSes ses = onPort(SES_PORT, 8005, port -> LocalSes.start(port, EmbeddedAws.mails(DATA)));
        LocalS3 s3 = onPort(S3_PORT, 8006, port -> EmbeddedAws.s3(DATA, port));
        LocalSqs sqs = onPort(SQS_PORT, 8007, LocalSqs::start);
        EmbeddedAws aws = onPort(DYNAMODB_PORT, 8000, port -> EmbeddedAws.onDisk(DATA, port, ses, s3, sqs));
        LocalSite site = onPort(PORT, 8080, port -> LocalSite.start(port, aws, LetterFolders.letters()));
        if (aws.candidates().created()) {
            SampleCandidates.insertInto(aws.candidates());
        }
        SampleAssignments.putInto(s3);
        aws.systemProperties().forEach(System::setProperty);
        System.setProperty(PORT, String.valueOf(site.address().getPort()));
        publishEvents(ses, sqs, user.find("mail-events.queue").orElse("assignment-mailer-events"));
        if (isQueueEnabled) {
            fillQueue(aws, user.find("queue.name").orElse("assignment-mailer"));
            setDefaults(DEFAULTS_OF_QUEUE, key -> System.getProperty(key) != null);
        }
        setDefaults(
                DEFAULTS_OF_EVENTS,
                key -> System.getProperty(key) != null || System.getenv(SettingNames.inEnvironment(key)) != null);
        setDefaults(DEFAULTS, user::has);
        AssignmentMailer.main(args);
    }

    /** As a configuration set does by SNS and raw message delivery. */
    private static void publishEvents(LocalSes ses, LocalSqs sqs, String nameOrArn) {
        String queue = sqs.createWithDeadLetters(nameIn(nameOrArn), nameIn(nameOrArn) + "-dead-letters", MOST_RECEIVES);
        ExecutorService publishing = Executors.newSingleThreadExecutor(LocalRun::daemon);
        ses.publishTo((mail, events) -> publishing.execute(() -> events.forEach(event -> sqs.put(queue, event))));
    }

    private static Thread daemon(Runnable work) {
        Thread thread = new Thread(work, "ses-events");
        thread.setDaemon(true);
        return thread;
    }

    private static String nameIn(String nameOrArn) {
        return nameOrArn.substring(nameOrArn.lastIndexOf(':') + 1);
    }

    private static Map<String, String> pairs(String... keysAndValues) {
        return IntStream.range(0, keysAndValues.length / 2)
                .boxed()
                .collect(Collectors.toMap(i -> keysAndValues[2 * i], i -> keysAndValues[2 * i + 1]));
    }

    private static void fillQueue(EmbeddedAws aws, String nameOrArn) {
        String queue = nameIn(nameOrArn);
        aws.sqs().createWithDeadLetters(queue, queue + "-dead-letters", MOST_RECEIVES);
        LocalPipe.start(aws, queue);
    }

    private static void setDefaults(Map<String, String> defaults, Predicate<String> isSet) {
        defaults.forEach((key, value) -> {
            if (!isSet.test(key)) {
                System.setProperty(key, value);
            }
        });
    }

    private static String listeners(Class<?>... listeners) {
        return Stream.of(listeners).map(Class::getName).collect(Collectors.joining(","));
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
