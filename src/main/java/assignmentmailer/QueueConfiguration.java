package assignmentmailer;

import assignmentmailer.mail.account.AccountCredentials;
import assignmentmailer.mail.account.MailingHold;
import assignmentmailer.mail.account.NanoClock;
import assignmentmailer.queue.CandidatesQueue;
import assignmentmailer.queue.MessagesInFlight;
import assignmentmailer.queue.QueueCalls;
import assignmentmailer.queue.QueueClients;
import assignmentmailer.queue.QueueHealth;
import assignmentmailer.queue.QueueLiveness;
import assignmentmailer.queue.QueueMeters;
import assignmentmailer.queue.QueuePolling;
import assignmentmailer.queue.QueueRedelivery;
import assignmentmailer.queue.WaitingMessages;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import org.apache.camel.BindToRegistry;
import org.apache.camel.CamelContext;
import org.apache.camel.Configuration;
import org.apache.camel.Processor;
import org.apache.camel.RuntimeCamelException;
import org.apache.camel.Service;
import org.apache.camel.component.aws2.s3.AWS2S3Component;
import org.apache.camel.component.aws2.sqs.Sqs2Component;
import org.apache.camel.health.HealthCheckRegistry;
import org.apache.camel.spi.PollingConsumerPollStrategy;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.services.sqs.SqsClient;

/** The beans of the queue of candidates, and Camel's components for SQS and S3: each is created when a route names it. */
@Configuration
public final class QueueConfiguration {
    /** The same limit as for all other credentials. */
    private static final Duration CREDENTIALS = Duration.ofSeconds(5);

    private final MessagesInFlight inFlight = new MessagesInFlight(InstantSource.system());
    private final WaitingMessages waiting = WaitingMessages.ofHeap();
    private @Nullable QueueMeters meters;
    private @Nullable QueueCalls calls;
    private @Nullable CandidatesQueue queue;
    private @Nullable QueueRedelivery redelivery;
    private @Nullable Semaphore places;

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
        Settings settings = new Settings(context);
        return QueueClients.create(
                settings.ses().concurrency(),
                settings.queueName().region(),
                new AccountCredentials(DefaultCredentialsProvider.builder().build(), CREDENTIALS),
                context.getExecutorServiceManager().newSingleThreadScheduledExecutor(this, "QueueTimeouts"),
                calls(context));
    }

    /** Returns the first step of the route. */
    @BindToRegistry(lazy = true)
    public Processor queueRedelivery(CamelContext context) {
        return redelivery(context);
    }

    @BindToRegistry(lazy = true)
    public PollingConsumerPollStrategy queuePolling(CamelContext context) {
        MailingHold hold = context.getRegistry().lookupByNameAndType("mailingHold", MailingHold.class);
        QueuePolling polling = new QueuePolling(
                calls(context),
                redelivery(context),
                hold::isHeld,
                queue(context).retention(),
                places(context),
                NanoClock.SYSTEM);
        Optional.ofNullable(HealthCheckRegistry.get(context)).ifPresent(checks -> {
            checks.register(new QueueHealth(calls(context), inFlight, new Settings(context).stalledAfter()));
            checks.register(new QueueLiveness(polling));
        });
        return polling;
    }

    private synchronized QueueCalls calls(CamelContext context) {
        if (calls == null) {
            calls = new QueueCalls(waiting, context::isStopping, NanoClock.SYSTEM, meters(context));
        }
        return calls;
    }

    private synchronized QueueMeters meters(CamelContext context) {
        if (meters == null) {
            QueueMeters created = new QueueMeters(
                    () -> MailConfiguration.registry(context),
                    new Settings(context).queueName().name(),
                    inFlight);
            addService(context, created);
            meters = created;
        }
        return meters;
    }

    private synchronized QueueRedelivery redelivery(CamelContext context) {
        if (redelivery == null) {
            Settings settings = new Settings(context);
            QueueRedelivery created = new QueueRedelivery(
                    queue(context),
                    client(context),
                    settings.queueVisibility(),
                    places(context),
                    inFlight,
                    waiting,
                    context.getExecutorServiceManager()
                            .newScheduledThreadPool(
                                    this, "queue-redelivery", settings.ses().concurrency()));
            addService(context, created);
            redelivery = created;
        }
        return redelivery;
    }

    private synchronized CandidatesQueue queue(CamelContext context) {
        if (queue == null) {
            queue = Optional.ofNullable(
                            context.getRegistry().lookupByNameAndType(QueueCheck.FOUND, CandidatesQueue.class))
                    .orElseGet(() -> CandidatesQueue.find(client(context), new Settings(context).queueName()));
            meters(context).keeps(queue.retention());
        }
        return queue;
    }

    private static SqsClient client(CamelContext context) {
        return context.getRegistry().lookupByNameAndType("queueClient", SqsClient.class);
    }

    private static void addService(CamelContext context, Service service) {
        try {
            context.addService(service);
        } catch (Exception notStarted) {
            throw RuntimeCamelException.wrapRuntimeException(notStarted);
        }
    }

    private synchronized Semaphore places(CamelContext context) {
        if (places == null) {
            places = new Semaphore(new Settings(context).ses().concurrency(), true);
        }
        return places;
    }
}
