package assignmentmailer;

import assignmentmailer.assignment.Assignment;
import assignmentmailer.assignment.AssignmentProcessor;
import assignmentmailer.assignment.AssignmentRules;
import assignmentmailer.assignment.S3Object;
import assignmentmailer.candidate.Candidate;
import assignmentmailer.candidate.CandidateReader;
import assignmentmailer.candidate.EmailAddress;
import assignmentmailer.deadletter.DeadLetterHealth;
import assignmentmailer.deadletter.DeadLetterLog;
import assignmentmailer.deadletter.DeadLetterProcessor;
import assignmentmailer.deadletter.DeadLetterShortener;
import assignmentmailer.mail.SampleAttributes;
import assignmentmailer.mail.Templates;
import assignmentmailer.record.BatchProgress;
import assignmentmailer.record.OwnTable;
import assignmentmailer.settings.SettingSources;
import assignmentmailer.settings.SettingsFile;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.URI;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.stream.Stream;
import org.apache.camel.BindToRegistry;
import org.apache.camel.CamelContext;
import org.apache.camel.Configuration;
import org.apache.camel.main.Main;
import org.apache.camel.spi.InterceptStrategy;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Starts the service: locates settings and routes, and registers the beans that routes refer to. */
@Configuration
public final class AssignmentMailer {
    /** As long, and with the characters that a template might spoil. */
    private static final URI SAMPLE_LINK = URI.create(
            "https://sample.s3.amazonaws.com/sample%20.zip?X-Amz-Credential=sample%2Fs3&X-Amz-Expires=60&X-Amz-Signature=sample");

    private static final String SETTINGS = "application.properties";

    /** The system property that log4j2.xml reads. */
    private static final String LOG_FORMAT = "assignmentmailer.log.format";

    private @Nullable Templates templates;
    private @Nullable AssignmentRules rules;

    /**
     * Runs the service or, with arguments, an operator's command, and halts the JVM: {@code System.exit} would block on the
     * shutdown hook, and SIGTERM would set the exit code.
     */
    public static void main(String[] args) {
        if (args.length > 0) {
            // before Camel sees them, which would print its help and exit with 0
            Runtime.getRuntime().halt(CommandLineRun.run(args));
        }
        Thread main = Thread.currentThread();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> awaitHalt(main)));
        Runtime.getRuntime().halt(run());
    }

    /**
     * Keeps the JVM alive after SIGTERM until the main thread halts it: a JVM exits as soon as its shutdown hooks
     * return.
     */
    private static void awaitHalt(Thread main) {
        try {
            main.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Runs until SIGTERM, then stops gracefully. Returns the exit code: 0, or 1 when the start fails. */
    private static int run() {
        // Log4j's own shutdown hook is not needed. While the JVM is stopping it cannot be registered, and the first
        // logger fails.
        System.setProperty("log4j.shutdownHookEnabled", "false");
        try {
            return start().run(new String[0]);
        } catch (Exception failure) {
            if (isJvmStopping()) {
                log().info("Stopped by a signal before the start was complete");
                return 0;
            }
            log().error("Cannot start: {}", StartFailure.describe(failure));
            log().debug("Cannot start", failure);
            return 1;
        }
    }

    /** Creates the logger lazily: configuring Log4j is slow, and the shutdown hook must be registered first. */
    private static Logger log() {
        return LoggerFactory.getLogger(AssignmentMailer.class);
    }

    /** @throws IOException when the settings file cannot be read */
    static SettingsLoader settings() throws IOException {
        SettingSources sources = SettingSources.of(SettingsFile.read(Path.of(SETTINGS)));
        // Before the first logger is created, which configures Log4j.
        sources.text(SettingsLoader.LOG_FORMAT).ifPresent(format -> System.setProperty(LOG_FORMAT, format));
        return new SettingsLoader(sources);
    }

    private static Main start() throws IOException {
        return start(settings());
    }

    /** Returns the service with its settings, routes and checks of the start, not started. */
    static Main start(SettingsLoader settings) throws IOException {
        // Vert.x's cache of class path files is unused here and would need a writable folder.
        System.setProperty("vertx.disableFileCPResolving", "true");
        Main main = new ServiceMain(AssignmentMailer.class);
        main.setDefaultPropertyPlaceholderLocation("false");
        main.setOverrideProperties(settings.asWritten());
        main.addMainListener(settings);
        main.addMainListener(new RouteCheck());
        main.addMainListener(new LocalResourcesCheck());
        main.addMainListener(new QueueCheck());
        main.addMainListener(new AssignmentCheck());
        main.configure().withRoutesIncludePattern(RouteFiles.pattern(RouteFiles.in(RouteFiles.FOLDER)));
        return main;
    }

    /** A stopping JVM rejects shutdown hooks; a start fails for the same reason. */
    private static boolean isJvmStopping() {
        Thread hook = new Thread(() -> {});
        try {
            Runtime.getRuntime().addShutdownHook(hook);
            Runtime.getRuntime().removeShutdownHook(hook);
            return false;
        } catch (IllegalStateException stopping) {
            return true;
        }
    }

    /** Registers the strategy with the context itself: Camel does not discover beans of this type. */
    @BindToRegistry
    public InterceptStrategy errorsEndExchanges(CamelContext context) {
        InterceptStrategy strategy = new ErrorsEndExchanges();
        context.getCamelContextExtension().addInterceptStrategy(strategy);
        return strategy;
    }

    @BindToRegistry
    public CandidateReader candidateReader(CamelContext context) {
        Settings settings = new Settings(context);
        boolean isExperienceRequired = settings.assignmentRules().stream()
                .anyMatch(rule -> rule.upToYears().isPresent());
        return new CandidateReader(settings.candidateAttributes(), isExperienceRequired);
    }

    @BindToRegistry
    public OwnTable ownTable(CamelContext context) {
        return new OwnTable(new Settings(context).candidatesTable());
    }

    @BindToRegistry
    public BatchProgress batchProgress() {
        return new BatchProgress();
    }

    @BindToRegistry
    public synchronized AssignmentRules assignmentRules(CamelContext context) {
        if (rules == null) {
            rules = new AssignmentRules(new Settings(context).assignmentRules(), new SimpleRuleLanguage(context));
        }
        return rules;
    }

    @BindToRegistry
    public AssignmentProcessor assignmentProcessor(CamelContext context) {
        return new AssignmentProcessor(assignmentRules(context));
    }

    @BindToRegistry
    public synchronized Templates mailTemplates(CamelContext context) {
        if (templates == null) {
            templates = new Templates(Path.of("."), () -> samples(context), InstantSource.system());
        }
        return templates;
    }

    @BindToRegistry
    public freemarker.template.Configuration templates(CamelContext context) {
        return mailTemplates(context).configuration();
    }

    @BindToRegistry
    public DeadLetterProcessor deadLetterProcessor() {
        return new DeadLetterProcessor(InstantSource.system());
    }

    @BindToRegistry
    public DeadLetterShortener deadLetterShortener() {
        return new DeadLetterShortener();
    }

    @BindToRegistry
    public DeadLetterLog deadLetterLog(CamelContext context) {
        return new DeadLetterLog(() -> MailConfiguration.registry(context), InstantSource.system());
    }

    @BindToRegistry
    public DeadLetterHealth deadLetterHealth(CamelContext context) {
        return new DeadLetterHealth(
                () -> context.getRegistry().lookupByNameAndType("deadLetterLog", DeadLetterLog.class));
    }

    /** Returns sample assignments for each rule: with and without a name, with and without a known expiry of the link. */
    List<Assignment> samples(CamelContext context) {
        EmailAddress address = EmailAddress.parse("sample@example.com").orElseThrow();
        return Stream.of("Ada Lovelace", "")
                .map(name -> new Candidate("1", name, address, BigDecimal.ZERO, SampleAttributes.ANY))
                .flatMap(assignmentRules(context)::samples)
                .flatMap(AssignmentMailer::withLinks)
                .toList();
    }

    private static Stream<Assignment> withLinks(Assignment sample) {
        return sample.url() == null || S3Object.of(sample.url()).isEmpty()
                ? Stream.of(sample)
                : Stream.of(sample.withLink(SAMPLE_LINK, Instant.EPOCH), sample.withLink(SAMPLE_LINK, null));
    }
}
