package assignmentmailer;

import assignmentmailer.ledger.MailEventNotes;
import assignmentmailer.mailevents.MailEventLog;
import assignmentmailer.mailevents.MailEventMeters;
import assignmentmailer.mailevents.MailEventReader;
import assignmentmailer.mailevents.MailTags;
import assignmentmailer.queue.QueueRedelivery;
import java.time.Duration;
import org.apache.camel.BindToRegistry;
import org.apache.camel.CamelContext;
import org.apache.camel.Configuration;
import org.apache.camel.Processor;
import org.apache.camel.spi.PollingConsumerPollStrategy;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.sqs.SqsClient;

/** The beans of SES's events; all but the tags of mails are created when the events' route names them. */
@Configuration
public final class MailEventsConfiguration {
    /** As in the route. */
    private static final Duration VISIBILITY = Duration.ofSeconds(30);

    private final QueueDoor door = new QueueDoor(
            new QueueDoor.Names("mail-events.queue", "mailEventsClient", QueueCheck.EVENTS_FOUND, "mail-events"),
            Settings::mailEventsQueue,
            settings -> VISIBILITY,
            context -> () -> false);
    private @Nullable MailEventMeters meters;

    @BindToRegistry
    public Processor mailTags() {
        return new MailTags();
    }

    @BindToRegistry(lazy = true)
    public SqsClient mailEventsClient(CamelContext context) {
        return door.createClient(context);
    }

    /** Returns the first step of the route. */
    @BindToRegistry(lazy = true)
    public QueueRedelivery mailEventsRedelivery(CamelContext context) {
        return door.redelivery(context);
    }

    @BindToRegistry(lazy = true)
    public PollingConsumerPollStrategy mailEventsPolling(CamelContext context) {
        return door.createPolling(context);
    }

    @BindToRegistry(lazy = true)
    public MailEventReader mailEventReader(CamelContext context) {
        return new MailEventReader(new Settings(context).candidatesTable(), meters(context));
    }

    @BindToRegistry(lazy = true)
    public MailEventLog mailEventLog(CamelContext context) {
        return new MailEventLog(
                context.getRegistry().lookupByNameAndType("mailEventNotes", MailEventNotes.class),
                new Settings(context).areBouncesDeadLettered(),
                meters(context));
    }

    private synchronized MailEventMeters meters(CamelContext context) {
        if (meters == null) {
            meters = new MailEventMeters(() -> MailConfiguration.registry(context), () -> door.inFlight()
                    .oldest());
            QueueDoor.addService(context, meters);
        }
        return meters;
    }
}
