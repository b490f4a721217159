package assignmentmailer;

import assignmentmailer.assignment.Assignment;
import assignmentmailer.assignment.AssignmentRules;
import assignmentmailer.command.AwsCheck;
import assignmentmailer.command.AwsClients;
import assignmentmailer.command.AwsNeeds;
import assignmentmailer.command.Finding;
import assignmentmailer.command.QueueFinding;
import assignmentmailer.mail.SesClients;
import assignmentmailer.queue.QueueName;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Consumer;
import org.apache.camel.CamelContext;
import org.apache.camel.Endpoint;
import org.apache.camel.component.file.FileEndpoint;
import org.apache.camel.main.Main;
import org.apache.camel.model.ModelCamelContext;
import org.apache.camel.spi.EndpointStrategy;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.sqs.SqsClient;

/**
 * Runs the checks of the start, each to its end, and those of AWS. The routes are made, but not started: no port is
 * opened, nothing is read, sent or written.
 */
final class SetupCheck {
    private static final String SETTINGS = "settings";
    private static final String ROUTES = "routes";
    private static final String DEAD_LETTERS = "dead-letter.uri";

    /** Camel looks for a queue, by calls that no role allows, unless its URL is known; the checks of AWS look themselves. */
    private static final Map<String, String> KNOWN_QUEUES =
            Map.of("queue.url", "http://not-read", "mail-events.url", "http://not-read");

    private SetupCheck() {}

    /** @param findings takes each finding as soon as it is known */
    static void run(Consumer<Finding> findings) {
        SettingsLoader loader;
        try {
            loader = AssignmentMailer.settings();
        } catch (IOException | IllegalArgumentException unreadable) {
            findings.accept(Finding.fail(SETTINGS, StartFailure.describe(unreadable)));
            return;
        }
        CamelContext context = loader.bareContext();
        List<String> problems = loader.report(context).problems();
        problems.forEach(problem -> findings.accept(Finding.fail(SETTINGS, problem)));
        if (problems.isEmpty()) {
            loader.load(context);
            findings.accept(Finding.ok(SETTINGS, "all are valid"));
            checkSetup(loader, findings);
            checkAws(new Settings(context), findings);
        }
    }

    private static void checkSetup(SettingsLoader loader, Consumer<Finding> findings) {
        try {
            Main main = AssignmentMailer.start(loader.forCommand(KNOWN_QUEUES));
            try {
                main.init();
                checkSetup((ModelCamelContext) main.getCamelContext(), findings);
            } finally {
                main.stop();
            }
        } catch (Exception failure) {
            findings.accept(Finding.fail(ROUTES, StartFailure.describe(failure)));
        }
    }

    private static void checkSetup(ModelCamelContext context, Consumer<Finding> findings) {
        context.setAutoStartup(false);
        context.getCamelContextExtension().registerEndpointCallback(createsNoFolder());
        if (isPassed(ROUTES, findings, () -> checkRoutes(context))) {
            checkRules(context, findings);
        }
        attempt(DEAD_LETTERS, findings, () -> checkDeadLetters(context));
    }

    /** A consumer of files creates its folder before it starts. */
    private static EndpointStrategy createsNoFolder() {
        return (uri, endpoint) -> {
            if (endpoint instanceof FileEndpoint folder) {
                folder.setAutoCreate(false);
            }
            return endpoint;
        };
    }

    private static Finding checkRoutes(ModelCamelContext context) {
        context.getRegistry().findSingleByType(AssignmentRules.class).tryExpressions();
        RouteCheck.check(context);
        context.start();
        RouteCheck.checkTemplates(context);
        return Finding.ok(ROUTES, "%d routes fit together and render each template".formatted(context.getRoutesSize()));
    }

    private static void checkRules(ModelCamelContext context, Consumer<Finding> findings) {
        AssignmentCheck.tryAll(
                context,
                (setting, content, trial) -> attempt(setting, findings, () -> trial.run()
                        .map(warning -> Finding.warn(setting, warning))
                        .orElseGet(() -> Finding.ok(setting, content + " is readable"))));
        SampleMails mails = new SampleMails(context);
        for (Assignment sample : mails.samples()) {
            attempt(sample.rule(), findings, () -> {
                int bytes = mails.bytes(sample);
                return Finding.ok(sample.rule(), "the mail to a sample candidate has %d bytes".formatted(bytes));
            });
        }
    }

    private static Finding checkDeadLetters(CamelContext context) {
        Endpoint letters = LocalResourcesCheck.deadLetters(context);
        if (letters instanceof FileEndpoint folder) {
            LocalResourcesCheck.checkPermissions(folder.getFile().toPath());
            return Finding.ok(DEAD_LETTERS, "the folder %s is writable".formatted(folder.getFile()));
        }
        return Finding.warn(
                DEAD_LETTERS,
                "whether %s takes dead letters cannot be proven without writing: look for the first one there"
                        .formatted(letters.getEndpointBaseUri()));
    }

    private static void checkAws(Settings settings, Consumer<Finding> findings) {
        ScheduledExecutorService timer = CommandLineRun.timer();
        AwsCredentialsProvider credentials = CommandLineRun.credentials();
        Optional<QueueName> queue = settings.isQueueEnabled() ? Optional.of(settings.queueName()) : Optional.empty();
        try (AwsClients aws = new AwsClients(
                credentials,
                OperatorClients.sts(credentials),
                OperatorClients.dynamoDb(credentials),
                OperatorClients.streams(credentials),
                OperatorClients.sqs(credentials, queue.flatMap(QueueName::region)),
                SesClients.create(settings.ses(), credentials, timer))) {
            new AwsCheck(
                            aws,
                            new AwsNeeds(
                                    settings.candidatesTable(),
                                    settings.isStreamRead(),
                                    settings.isReplayOn(),
                                    queue,
                                    settings.stateTable(),
                                    settings.mail().from().getAddress()),
                            findings)
                    .run();
            if (settings.areMailEventsEnabled()) {
                checkMailEvents(settings, credentials, findings);
            }
        } catch (SdkClientException withoutRegion) {
            findings.accept(Finding.fail("region", StartFailure.describe(withoutRegion)));
        } finally {
            timer.shutdownNow();
        }
    }

    private static void checkMailEvents(
            Settings settings, AwsCredentialsProvider credentials, Consumer<Finding> findings) {
        QueueName name = settings.mailEventsQueue();
        String subject = "mail events " + name.name();
        try (SqsClient sqs = OperatorClients.sqs(credentials, name.region())) {
            attempt(subject, findings, () -> QueueFinding.of(sqs, name, subject, "mail-events.queue"));
        }
        if (!settings.hasConfigurationSet()) {
            findings.accept(
                    Finding.warn(
                            subject,
                            "mail.configuration-set is empty: events come only if the sender's identity has a default configuration set"));
        }
    }

    private static boolean isPassed(String subject, Consumer<Finding> findings, Callable<Finding> check) {
        try {
            findings.accept(check.call());
            return true;
        } catch (Exception failure) {
            findings.accept(Finding.fail(subject, StartFailure.describe(failure)));
            return false;
        }
    }

    private static void attempt(String subject, Consumer<Finding> findings, Callable<Finding> check) {
        isPassed(subject, findings, check);
    }
}
