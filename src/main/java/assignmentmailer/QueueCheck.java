package assignmentmailer;

import assignmentmailer.queue.FoundQueue;
import assignmentmailer.queue.QueueName;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.camel.CamelContext;
import org.apache.camel.main.BaseMainSupport;
import org.apache.camel.main.MainListenerSupport;
import org.apache.camel.main.MainSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.services.sqs.SqsClient;

/** Finds the queues of candidates and of mail events at the start, if they are read: Camel by itself starts without one that is missing. */
final class QueueCheck extends MainListenerSupport {
    /** The name of the bean that describes the queue. */
    static final String FOUND = "candidatesQueue";

    /** Likewise for the queue of mail events. */
    static final String EVENTS_FOUND = "mailEventsQueue";

    private static final Logger LOG = LoggerFactory.getLogger(QueueCheck.class);
    private static final Duration FIRST_DELAY = Duration.ofSeconds(1);

    @Override
    public void beforeStart(BaseMainSupport main) {
        CamelContext context = main.getCamelContext();
        Settings settings = new Settings(context);
        if (settings.isQueueEnabled()) {
            FoundQueue queue = find(main, "queueClient", settings.queueName(), "queue.name");
            context.getRegistry().bind(FOUND, FoundQueue.class, queue);
            use(context, queue, "queue", "queue.name");
        }
        if (settings.areMailEventsEnabled()) {
            FoundQueue queue = find(main, "mailEventsClient", settings.mailEventsQueue(), "mail-events.queue");
            context.getRegistry().bind(EVENTS_FOUND, FoundQueue.class, queue);
            use(context, queue, "mail-events", "mail-events.queue");
        }
    }

    private static FoundQueue find(BaseMainSupport main, String clientBean, QueueName name, String setting) {
        StartPatience patience = new StartPatience(
                FIRST_DELAY, () -> ((MainSupport) main).getShutdownStrategy().isRunAllowed());
        SqsClient client = main.getCamelContext().getRegistry().lookupByNameAndType(clientBean, SqsClient.class);
        AtomicReference<FoundQueue> found = new AtomicReference<>();
        patience.run(setting, () -> found.set(FoundQueue.find(client, name, setting)));
        return found.get();
    }

    private static void use(CamelContext context, FoundQueue queue, String door, String setting) {
        context.getPropertiesComponent().addOverrideProperty(door + ".url", queue.url());
        queue.troubles().forEach(trouble -> LOG.warn("{}: {}", setting, trouble));
    }
}
