package assignmentmailer;

import assignmentmailer.command.Commands;
import assignmentmailer.command.Explainer;
import assignmentmailer.command.Explanation;
import assignmentmailer.command.LetterFolder;
import assignmentmailer.command.LetterSearch;
import assignmentmailer.command.Letters;
import assignmentmailer.command.Policy;
import assignmentmailer.command.Terminal;
import assignmentmailer.ledger.LedgerLookup;
import assignmentmailer.ledger.RecordKey;
import assignmentmailer.ledger.WhenUncertain;
import assignmentmailer.mail.account.AccountCredentials;
import assignmentmailer.state.StateTable;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.apache.camel.CamelContext;
import org.slf4j.helpers.NOP_FallbackServiceProvider;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/** Wires the operator's commands with the service's settings, rules and checks. */
final class CommandLineRun {
    private CommandLineRun() {}

    /** Runs a command. Returns the exit code: 0, or 1 when something is wrong. */
    static int run(String... arguments) {
        // A command has no log, which would be mixed into what it prints; Log4j would also double the time to its
        // start.
        System.setProperty("slf4j.provider", NOP_FallbackServiceProvider.class.getName());
        System.setProperty("slf4j.internal.verbosity", "ERROR");
        return Commands.run(
                new Commands.Parts(SetupCheck::run, CommandLineRun::explain, BackfillRun::open, Terminal.ofProcess()),
                printer(FileDescriptor.out),
                printer(FileDescriptor.err),
                arguments);
    }

    /** UTF-8 like the log, whatever the locale. */
    private static PrintWriter printer(FileDescriptor stream) {
        return new PrintWriter(new FileOutputStream(stream), true, StandardCharsets.UTF_8);
    }

    private static Explanation explain(String id, Optional<String> sort) {
        // created meanwhile, since it takes as long as reading the settings
        CompletableFuture<DynamoDbClient> client =
                CompletableFuture.supplyAsync(() -> OperatorClients.dynamoDb(credentials()));
        try {
            CamelContext context = settings();
            DynamoDbClient dynamoDb = client.join();
            Settings settings = new Settings(context);
            AssignmentMailer beans = new AssignmentMailer();
            String table = settings.candidatesTable();
            return new Explainer(
                            dynamoDb,
                            table,
                            beans.candidateReader(context),
                            beans.assignmentRules(context),
                            new LedgerLookup(
                                    new StateTable(dynamoDb, settings.stateTable()),
                                    MailConfiguration.ledgerPrefix(context)),
                            letters(context, table),
                            policy(settings),
                            InstantSource.system())
                    .of(id, sort);
        } catch (Exception failure) {
            throw new IllegalStateException(StartFailure.describe(failure), failure);
        }
    }

    private static CamelContext settings() throws Exception {
        SettingsLoader loader = AssignmentMailer.settings();
        CamelContext context = loader.bareContext();
        loader.load(context);
        return context;
    }

    static AwsCredentialsProvider credentials() {
        return new AccountCredentials(DefaultCredentialsProvider.builder().build(), MailConfiguration.CREDENTIALS);
    }

    /** Returns a timer for time-outs whose thread does not keep the JVM alive. */
    static ScheduledExecutorService timer() {
        return Executors.newSingleThreadScheduledExecutor(work -> {
            Thread thread = new Thread(work, "aws-timeouts");
            thread.setDaemon(true);
            return thread;
        });
    }

    private static Policy policy(Settings settings) {
        return new Policy(
                settings.whenUncertain() == WhenUncertain.RESEND,
                MailConfiguration.MOST_RESENDS,
                MailConfiguration.RETRIES,
                settings.areMailEventsEnabled());
    }

    private static LetterSearch letters(CamelContext context, String table) {
        return context.getPropertiesComponent()
                .resolveProperty(SettingsLoader.REPLAY_FOLDER)
                .map(Path::of)
                .<LetterSearch>map(replay -> new LetterFolder(replay.getParent(), replay, new RecordKey(table)))
                .orElseGet(() -> {
                    String elsewhere = context.resolvePropertyPlaceholders("{{dead-letter.uri}}")
                            .split("\\?", 2)[0];
                    return keys -> new Letters(elsewhere, false, Optional.empty());
                });
    }
}
