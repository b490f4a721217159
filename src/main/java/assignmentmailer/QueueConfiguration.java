package assignmentmailer;

import assignmentmailer.mail.account.MailingHold;
import org.apache.camel.BindToRegistry;
import org.apache.camel.CamelContext;
import org.apache.camel.Configuration;
import org.apache.camel.Processor;
import org.apache.camel.component.aws2.s3.AWS2S3Component;
import org.apache.camel.component.aws2.sqs.Sqs2Component;
import org.apache.camel.spi.PollingConsumerPollStrategy;
import software.amazon.awssdk.services.sqs.SqsClient;

/** The beans of the queue of candidates, and Camel's components for SQS and S3: each is created when a route names it. */
@Configuration
public final class QueueConfiguration {
    private final QueueDoor door = new QueueDoor(
            new QueueDoor.Names("queue.name", "queueClient", QueueCheck.FOUND, "queue"),
            Settings::queueName,
            Settings::queueVisibility,
            context -> context.getRegistry().lookupByNameAndType("mailingHold", MailingHold.class)::isHeld);

    /** Finds its credentials as all clients here do; the client of the candidates' queue is no dead-letter queue's. */
    @BindToRegistry(value = "aws2-sqs", lazy = true)
    public Sqs2Component sqs() {
        Sqs2Component component = new Sqs2Component();
        component.setAutowiredEnabled(false);
        component.setHealthCheckConsumerEnabled(false);
        component.getConfiguration().setUseDefaultCredentialsProvider(true);
        return component;
    }

    @BindToRegistry(value = "aws2-s3", lazy = true)
    public AWS2S3Component s3() {
        AWS2S3Component component = new AWS2S3Component();
        component.setAutowiredEnabled(false);
        component.getConfiguration().setUseDefaultCredentialsProvider(true);
        return component;
    }

    @BindToRegistry(lazy = true)
    public SqsClient queueClient(CamelContext context) {
        return door.createClient(context);
    }

    /** Returns the first step of the route. */
    @BindToRegistry(lazy = true)
    public Processor queueRedelivery(CamelContext context) {
        return door.redelivery(context);
    }

    @BindToRegistry(lazy = true)
    public PollingConsumerPollStrategy queuePolling(CamelContext context) {
        return door.createPolling(context);
    }
}
