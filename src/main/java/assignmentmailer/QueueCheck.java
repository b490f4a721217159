package assignmentmailer;

import assignmentmailer.queue.CandidatesQueue;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.camel.CamelContext;
import org.apache.camel.main.BaseMainSupport;
import org.apache.camel.main.MainListenerSupport;
import org.apache.camel.main.MainSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.services.sqs.SqsClient;

/** Finds the queue of candidates at the start, if it is read: Camel by itself starts without one that is missing. */
final class QueueCheck extends MainListenerSupport {
    /** The name of the bean that describes the queue. */
    static final String FOUND = "candidatesQueue";

    private static final Logger LOG = LoggerFactory.getLogger(QueueCheck.class);
    private static final Duration FIRST_DELAY = Duration.ofSeconds(1);

    @Override
    public void beforeStart(BaseMainSupport main) {
        CamelContext context = main.getCamelContext();
        Settings settings = new Settings(context);
        if (settings.isQueueEnabled()) {
            StartPatience patience = new StartPatience(
                    FIRST_DELAY,
                    () -> ((MainSupport) main).getShutdownStrategy().isRunAllowed());
            SqsClient client = context.getRegistry().lookupByNameAndType("queueClient", SqsClient.class);
            AtomicReference<CandidatesQueue> found = new AtomicReference<>();
            patience.run("queue.name", () -> found.set(CandidatesQueue.find(client, settings.queueName())));
            use(context, found.get());
        }
    }

    private static void use(CamelContext context, CandidatesQueue queue) {
        context.getRegistry().bind(FOUND, CandidatesQueue.class, queue);
        context.getPropertiesComponent().addOverrideProperty("queue.url", queue.url());
        queue.troubles().forEach(trouble -> LOG.warn("queue.name: {}", trouble));
    }
}
