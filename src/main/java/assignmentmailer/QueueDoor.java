package assignmentmailer;

import assignmentmailer.mail.account.AccountCredentials;
import assignmentmailer.mail.account.NanoClock;
import assignmentmailer.queue.FoundQueue;
import assignmentmailer.queue.MessagesInFlight;
import assignmentmailer.queue.QueueCalls;
import assignmentmailer.queue.QueueClients;
import assignmentmailer.queue.QueueHealth;
import assignmentmailer.queue.QueueLiveness;
import assignmentmailer.queue.QueueMeters;
import assignmentmailer.queue.QueueName;
import assignmentmailer.queue.QueuePolling;
import assignmentmailer.queue.QueueRedelivery;
import assignmentmailer.queue.WaitingMessages;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.apache.camel.CamelContext;
import org.apache.camel.RuntimeCamelException;
import org.apache.camel.Service;
import org.apache.camel.health.HealthCheckRegistry;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.services.sqs.SqsClient;

/** The parts that read one queue by Camel's aws2-sqs, each made when it is asked for. */
final class QueueDoor {
    /** The same limit as for all other credentials. */
    private static final Duration CREDENTIALS = Duration.ofSeconds(5);

    private final Names names;
    private final Function<Settings, QueueName> queueName;
    private final Function<Settings, Duration> visibility;
    private final Function<CamelContext, BooleanSupplier> isHeld;
    private final MessagesInFlight inFlight = new MessagesInFlight(InstantSource.system());
    private final WaitingMessages waiting = WaitingMessages.ofHeap();
    private @Nullable QueueMeters meters;
    private @Nullable QueueCalls calls;
    private @Nullable FoundQueue queue;
    private @Nullable QueueRedelivery redelivery;
    private @Nullable Semaphore places;

    /**
     * @param setting the setting with the queue's name
     * @param client the bean that is the queue's client
     * @param found the bean that describes the queue
     * @param health the id of the health checks
     */
    record Names(String setting, String client, String found, String health) {}

    /**
     * @param visibility how long messages stay invisible to others after their copy has died
     * @param isHeld whether no message is received now
     */
    QueueDoor(
            Names names,
            Function<Settings, QueueName> queueName,
            Function<Settings, Duration> visibility,
            Function<CamelContext, BooleanSupplier> isHeld) {
        this.names = names;
        this.queueName = queueName;
        this.visibility = visibility;
        this.isHeld = isHeld;
    }

    /** Returns a new client, which is to be a bean. */
    SqsClient createClient(CamelContext context) {
        Settings settings = new Settings(context);
        return QueueClients.create(
                settings.ses().concurrency(),
                queueName.apply(settings).region(),
                new AccountCredentials(DefaultCredentialsProvider.builder().build(), CREDENTIALS),
                context.getExecutorServiceManager().newSingleThreadScheduledExecutor(this, "QueueTimeouts"),
                calls(context));
    }

    QueuePolling createPolling(CamelContext context) {
        QueuePolling polling = new QueuePolling(
                calls(context),
                redelivery(context),
                isHeld.apply(context),
                queue(context).retention(),
                places(context),
                NanoClock.SYSTEM);
        Optional.ofNullable(HealthCheckRegistry.get(context)).ifPresent(checks -> {
            checks.register(
                    new QueueHealth(names.health(), calls(context), inFlight, new Settings(context).stalledAfter()));
            checks.register(new QueueLiveness(names.health() + "-reader", polling));
        });
        return polling;
    }

    MessagesInFlight inFlight() {
        return inFlight;
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
                    queueName.apply(new Settings(context)).name(),
                    inFlight);
            addService(context, created);
            meters = created;
        }
        return meters;
    }

    synchronized QueueRedelivery redelivery(CamelContext context) {
        if (redelivery == null) {
            Settings settings = new Settings(context);
            QueueRedelivery created = new QueueRedelivery(
                    queue(context),
                    client(context),
                    visibility.apply(settings),
                    places(context),
                    inFlight,
                    waiting,
                    context.getExecutorServiceManager()
                            .newScheduledThreadPool(
                                    this,
                                    names.health() + "-redelivery",
                                    settings.ses().concurrency()));
            addService(context, created);
            redelivery = created;
        }
        return redelivery;
    }

    private synchronized FoundQueue queue(CamelContext context) {
        if (queue == null) {
            queue = Optional.ofNullable(context.getRegistry().lookupByNameAndType(names.found(), FoundQueue.class))
                    .orElseGet(() ->
                            FoundQueue.find(client(context), queueName.apply(new Settings(context)), names.setting()));
            meters(context).keeps(queue.retention());
        }
        return queue;
    }

    private SqsClient client(CamelContext context) {
        return context.getRegistry().lookupByNameAndType(names.client(), SqsClient.class);
    }

    static void addService(CamelContext context, Service service) {
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
