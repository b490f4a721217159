package assignmentmailer;

import assignmentmailer.assignment.AssignmentProcessor;
import assignmentmailer.assignment.AssignmentRules;
import assignmentmailer.candidate.CandidateReader;
import assignmentmailer.deadletter.DeadLetterHealth;
import assignmentmailer.deadletter.DeadLetterLog;
import assignmentmailer.deadletter.DeadLetterProcessor;
import assignmentmailer.mail.MailComposer;
import assignmentmailer.mail.Templates;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import org.apache.camel.BindToRegistry;
import org.apache.camel.CamelContext;
import org.apache.camel.Configuration;
import org.apache.camel.main.Main;
import org.apache.camel.spi.InterceptStrategy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Starts the service: says where settings and routes come from, and which beans the routes may name. */
@Configuration
public final class AssignmentMailer {
    private static final Logger LOG = LoggerFactory.getLogger(AssignmentMailer.class);

    /** Halts, for a JVM that is told to stop would end with the signal's code, and wait for this thread for ever to exit. */
    public static void main(String[] args) {
        Thread main = Thread.currentThread();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> awaitHalt(main)));
        Runtime.getRuntime().halt(run(args));
    }

    /** A JVM that is told to stop ends when its hooks do: this one leaves the end to the main thread. */
    private static void awaitHalt(Thread main) {
        try {
            main.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Runs until the process is told to stop, and then stops in order; returns the exit code, 1 when it could not start. */
    public static int run(String... args) {
        Main main = new Main(AssignmentMailer.class);
        main.setDefaultPropertyPlaceholderLocation("file:application.properties");
        main.addMainListener(new RouteCheck());
        main.configure().withRoutesIncludePattern(RouteFiles.pattern());
        try {
            RouteFiles.check();
            return main.run(args);
        } catch (Exception failure) {
            LOG.error("Cannot start: {}", StartFailure.describe(failure));
            LOG.debug("Cannot start", failure);
            return 1;
        }
    }

    /** Camel does not look for beans of this kind by itself. */
    @BindToRegistry
    public InterceptStrategy errorsEndExchanges(CamelContext context) {
        InterceptStrategy strategy = new ErrorsEndExchanges();
        context.getCamelContextExtension().addInterceptStrategy(strategy);
        return strategy;
    }

    @BindToRegistry
    public CandidateReader candidateReader() {
        return new CandidateReader();
    }

    @BindToRegistry
    public AssignmentProcessor assignmentProcessor(CamelContext context) {
        return new AssignmentProcessor(new AssignmentRules(new Settings(context).assignmentRules()));
    }

    @BindToRegistry
    public MailComposer mailComposer(CamelContext context) {
        return new MailComposer(new Settings(context).mail());
    }

    @BindToRegistry
    public freemarker.template.Configuration templates() throws IOException {
        return Templates.in(Path.of("."));
    }

    @BindToRegistry
    public DeadLetterProcessor deadLetterProcessor() {
        return new DeadLetterProcessor(InstantSource.system());
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
}
