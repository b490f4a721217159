package assignmentmailer;

import assignmentmailer.candidate.Candidate;
import assignmentmailer.command.Backfill.Request;
import assignmentmailer.command.backfill.BackfillSession;
import assignmentmailer.command.backfill.CamelDoor;
import assignmentmailer.command.backfill.CandidateSorter;
import assignmentmailer.command.backfill.MailDoor;
import assignmentmailer.command.backfill.Place;
import assignmentmailer.command.backfill.Running;
import assignmentmailer.ledger.Ledger;
import assignmentmailer.ledger.LedgerLookup;
import assignmentmailer.mail.account.MailingHold;
import assignmentmailer.state.StateTable;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;
import org.apache.camel.CamelContext;
import org.apache.camel.Endpoint;
import org.apache.camel.component.file.FileEndpoint;
import org.apache.camel.main.Main;
import org.apache.camel.model.ModelCamelContext;
import org.apache.camel.model.RouteDefinition;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.ResourceNotFoundException;
import software.amazon.awssdk.services.dynamodb.model.TableDescription;
import software.amazon.awssdk.services.sts.StsClient;

/** Wires the command backfill: to count, with settings and rules alone; to mail, with the routes that mail. */
final class BackfillRun {
    /** Calls to DynamoDB besides those for mails: a scan's segments, and spare ones. */
    private static final int CONNECTIONS_BESIDE = 16;

    /** The components whose routes begin with what other routes hand over; all others read candidates or anything else. */
    private static final Set<String> WITHIN = Set.of("direct", "seda");

    private static final String ROUTE_SETTING = "command.backfill";

    private BackfillRun() {}

    static BackfillSession open(Request request) {
        try {
            SettingsLoader loader = AssignmentMailer.settings();
            Running running = running();
            return request.isSending() ? mailing(request, loader, running) : counting(request, loader, running);
        } catch (Exception failure) {
            throw new IllegalStateException(StartFailure.describe(failure), failure);
        }
    }

    /** A signal ends what is under way in order, and anything else at once. */
    private static Running running() {
        Running running = new Running();
        Thread main = Thread.currentThread();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            running.stop();
            if (running.isBusy()) {
                join(main);
            }
        }));
        return running;
    }

    private static void join(Thread main) {
        try {
            main.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static BackfillSession counting(Request request, SettingsLoader loader, Running running) {
        CamelContext context = loader.bareContext();
        loader.load(context);
        return session(request, context, Optional.empty(), "", running);
    }

    private static BackfillSession mailing(Request request, SettingsLoader loader, Running running) throws Exception {
        Main main = AssignmentMailer.start(loader.forCommand(Map.of(ROUTE_SETTING, "true")));
        Runnable stop = once(main::stop);
        try {
            main.init();
            ModelCamelContext context = (ModelCamelContext) main.getCamelContext();
            check(context);
            closeDoors(context);
            context.start();
            MailDoor door = new CamelDoor(
                    context,
                    context.getRegistry().lookupByNameAndType("mailingHold", MailingHold.class),
                    () -> context.getRegistry()
                            .lookupByNameAndType("mailLedger", Ledger.class)
                            .unavailableSince(),
                    stop);
            return session(request, context, Optional.of(door), letters(context), running);
        } catch (Exception failure) {
            stop.run();
            throw failure;
        }
    }

    private static Runnable once(Runnable action) {
        AtomicBoolean isDone = new AtomicBoolean();
        return () -> {
            if (isDone.compareAndSet(false, true)) {
                action.run();
            }
        };
    }

    /** Checks what the service checks at its start, as far as it concerns mails. */
    private static void check(ModelCamelContext context) {
        new AssignmentMailer().assignmentRules(context).tryExpressions();
        RouteCheck.check(context);
        if (context.getRouteDefinitions().stream()
                .noneMatch(route -> input(context, route).equals(CamelDoor.ROUTE))) {
            throw new IllegalArgumentException(
                    "%s: no route begins with %s, so that nobody can be mailed: add the file backfill.camel.yaml as it is shipped"
                            .formatted(RouteFiles.FOLDER, CamelDoor.ROUTE));
        }
        RouteCheck.checkTemplates(context);
        if (LocalResourcesCheck.deadLetters(context) instanceof FileEndpoint folder) {
            LocalResourcesCheck.checkFolder(folder.getFile().toPath());
        }
        AssignmentCheck.tryAll(context, (setting, content, trial) -> attempt(setting, trial));
    }

    private static void attempt(String setting, AssignmentCheck.Trial trial) {
        try {
            trial.run();
        } catch (IOException unreachable) {
            throw new IllegalStateException(setting + ": " + StartFailure.describe(unreachable), unreachable);
        }
    }

    /** Leaves out each route that reads from elsewhere: candidates would be read twice, and files by the wrong process. */
    private static void closeDoors(ModelCamelContext context) {
        context.getRouteDefinitions().stream()
                .filter(route -> !WITHIN.contains(input(context, route).split(":", 2)[0]))
                .forEach(route -> route.setPrecondition("false"));
    }

    private static String input(CamelContext context, RouteDefinition route) {
        return context.resolvePropertyPlaceholders(route.getInput().getEndpointUri())
                .split("\\?", 2)[0]
                .replace("://", ":");
    }

    private static String letters(CamelContext context) {
        Endpoint letters = LocalResourcesCheck.deadLetters(context);
        return letters instanceof FileEndpoint folder
                ? "the folder " + folder.getFile().toPath().toAbsolutePath().normalize()
                : letters.getEndpointBaseUri();
    }

    private static BackfillSession session(
            Request request, CamelContext context, Optional<MailDoor> door, String letters, Running running) {
        Settings settings = new Settings(context);
        AwsCredentialsProvider credentials = CommandLineRun.credentials();
        int concurrency = settings.ses().concurrency();
        DynamoDbClient dynamoDb = OperatorClients.dynamoDb(credentials, concurrency + CONNECTIONS_BESIDE);
        StateTable stateTable = new StateTable(dynamoDb, settings.stateTable());
        AssignmentMailer beans = new AssignmentMailer();
        CandidateSorter sorter = new CandidateSorter(
                beans.candidateReader(context),
                beans.assignmentRules(context),
                condition(context, request.where()),
                MailConfiguration.RETRIES);
        String prefix = MailConfiguration.ledgerPrefix(context);
        return new BackfillSession(
                new BackfillSession.Parts(
                        dynamoDb,
                        request.readUnits(),
                        new LedgerLookup(stateTable, prefix),
                        stateTable,
                        prefix,
                        sorter,
                        door,
                        concurrency,
                        new Place(
                                settings.candidatesTable(),
                                account(credentials, dynamoDb),
                                settings.stateTable(),
                                stateTable.exists(),
                                settings.mail().from().getAddress(),
                                letters)),
                describe(dynamoDb, settings.candidatesTable()),
                running);
    }

    private static Predicate<Candidate> condition(CamelContext context, Optional<String> where) {
        try {
            return where.map(new SimpleRuleLanguage(context)::condition).orElse(candidate -> true);
        } catch (IllegalArgumentException malformed) {
            throw new IllegalArgumentException("--where " + malformed.getMessage(), malformed);
        }
    }

    private static TableDescription describe(DynamoDbClient dynamoDb, String table) {
        try {
            return dynamoDb.describeTable(describe -> describe.tableName(table)).table();
        } catch (ResourceNotFoundException missing) {
            throw new IllegalArgumentException(
                    "the table %s does not exist in this account and region: correct candidates.table, AWS_REGION or AWS_PROFILE"
                            .formatted(table),
                    missing);
        }
    }

    /** Returns the account's number, which any credentials may ask for, and the region. */
    private static String account(AwsCredentialsProvider credentials, DynamoDbClient dynamoDb) {
        String region = dynamoDb.serviceClientConfiguration().region().id();
        try (StsClient sts = OperatorClients.sts(credentials)) {
            return sts.getCallerIdentity().account() + " in " + region;
        } catch (RuntimeException unknown) {
            return "(unknown, since STS does not answer) in " + region;
        }
    }
}
