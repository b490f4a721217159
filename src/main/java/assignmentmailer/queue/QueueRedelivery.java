package assignmentmailer.queue;

import assignmentmailer.mail.account.MailDeferredException;
import assignmentmailer.mail.account.MailingHold;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.Ordered;
import org.apache.camel.Processor;
import org.apache.camel.Route;
import org.apache.camel.component.aws2.sqs.Sqs2Constants;
import org.apache.camel.component.aws2.sqs.Sqs2Consumer;
import org.apache.camel.support.SynchronizationAdapter;
import org.apache.camel.support.service.ServiceSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeName;

/**
 * Processes a message again whose exchange failed, after the delay that the failure asks for. Meanwhile the message
 * waits here, hidden from other receivers and without a thread: back in the queue it would be received again, and each
 * receive counts towards the queue's own dead-letter queue.
 *
 * <p>As the first step of a route that reads from aws2-sqs, this processor notes when the queue forgets the message, and
 * observes the end of the exchange. When it is stopped, after the routes, it gives back what waits.
 */
public final class QueueRedelivery extends ServiceSupport implements Processor {
    private static final Logger LOG = LoggerFactory.getLogger(QueueRedelivery.class);
    private static final Duration AFTER_OTHER_FAILURES = Duration.ofSeconds(30);

    /** The exchange property of a message that is processed again. */
    private static final String AGAIN = "queueRedelivery";

    private final FoundQueue queue;
    private final Visibility visibility;
    private final Duration untilFound;
    private final Semaphore places;
    private final MessagesInFlight inFlight;
    private final ScheduledExecutorService executor;
    private final WaitingMessages waiting;
    private final AtomicInteger polled = new AtomicInteger();

    /**
     * @param untilFound the time after which other receivers get the messages of a process that has died
     * @param places one for each message that may be processed at once
     * @param executor processes messages again, with as many threads as there are places
     */
    public QueueRedelivery(
            FoundQueue queue,
            SqsClient client,
            Duration untilFound,
            Semaphore places,
            MessagesInFlight inFlight,
            WaitingMessages waiting,
            ScheduledExecutorService executor) {
        this.queue = queue;
        this.visibility = new Visibility(client);
        this.untilFound = untilFound;
        this.places = places;
        this.inFlight = inFlight;
        this.waiting = waiting;
        this.executor = executor;
    }

    /** Returns whether so much waits that no more messages should be received. */
    boolean isFull() {
        return waiting.isFull();
    }

    /** Returns the number of messages that wait for a retry. */
    int waiting() {
        return waiting.size();
    }

    /** Returns the number of messages in process on the threads that receive. */
    int polled() {
        return polled.get();
    }

    @Override
    public void process(Exchange exchange) {
        Message message = message(exchange);
        boolean isFirst = exchange.removeProperty(AGAIN) == null;
        Instant sent = Optional.ofNullable(message.attributes().get(MessageSystemAttributeName.SENT_TIMESTAMP))
                .map(millis -> Instant.ofEpochMilli(Long.parseLong(millis)))
                .orElseGet(Instant::now);
        exchange.setProperty(MailingHold.EXPIRES, sent.plus(queue.retention()));
        inFlight.add(message.receiptHandle(), sent);
        polled.addAndGet(isFirst ? 1 : 0);
        exchange.getExchangeExtension().addOnCompletion(new End(message, isFirst));
    }

    private static Message message(Exchange exchange) {
        org.apache.camel.Message received = exchange.getMessage();
        @SuppressWarnings("unchecked")
        Map<MessageSystemAttributeName, String> attributes = received.getHeader(Sqs2Constants.ATTRIBUTES, Map.class);
        return Message.builder()
                .messageId(received.getHeader(Sqs2Constants.MESSAGE_ID, String.class))
                .receiptHandle(received.getHeader(Sqs2Constants.RECEIPT_HANDLE, String.class))
                .attributes(attributes)
                .body(received.getBody(String.class))
                .build();
    }

    private void failed(Exchange exchange, Message message) {
        if (exchange.getContext().isStopping()) {
            waiting.leave(message.receiptHandle());
            return;
        }
        Duration delay = delay(exchange.getException());
        if (!visibility.hide(queue.url(), message.receiptHandle(), delay.plus(untilFound))) {
            LOG.info(
                    "A message is left to the queue, which hides it no longer: it was received 12 hours ago, or is visible again or deleted");
            inFlight.remove(message.receiptHandle());
        } else {
            waiting.add(message);
            CamelContext context = exchange.getContext();
            String route = exchange.getFromRouteId();
            executor.schedule(() -> processAgain(context, route, message), delay.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    /** Returns the delay until the next attempt: what the failure asks for, or 30 s. */
    private static Duration delay(Exception failure) {
        Optional<Duration> wanted = Stream.<Throwable>iterate(failure, cause -> cause != null, Throwable::getCause)
                .filter(MailDeferredException.class::isInstance)
                .map(cause -> ((MailDeferredException) cause).delay())
                .findFirst();
        if (wanted.isEmpty()) {
            // not its message, which may quote the record
            LOG.warn(
                    "A message of the queue failed with {} and is processed again in {} s",
                    failure.getClass().getSimpleName(),
                    AFTER_OTHER_FAILURES.toSeconds());
        }
        return wanted.orElse(AFTER_OTHER_FAILURES);
    }

    private void processAgain(CamelContext context, String routeId, Message message) {
        try {
            places.acquire();
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            return;
        }
        try {
            if (waiting.remove(message)) {
                process(context.getRoute(routeId), message);
            }
        } finally {
            places.release();
        }
    }

    private void process(Route route, Message message) {
        if (route != null && route.getConsumer() instanceof Sqs2Consumer consumer) {
            Exchange exchange = consumer.createExchange(message);
            exchange.setProperty(AGAIN, true);
            try {
                consumer.processBatch(new ArrayDeque<>(List.of(exchange)));
            } catch (Exception | Error failure) {
                LOG.error("A message of the queue could not be processed again", failure);
            }
        } else {
            visibility.release(queue.url(), List.of(message.receiptHandle()));
        }
    }

    @Override
    protected void doStop() {
        visibility.release(queue.url(), waiting.removeAll());
    }

    /** Observes the end of an exchange, after Camel's consumer: that no longer extends the visibility then. */
    private final class End extends SynchronizationAdapter {
        private final Message message;
        private final boolean isFirst;

        End(Message message, boolean isFirst) {
            this.message = message;
            this.isFirst = isFirst;
        }

        @Override
        public int getOrder() {
            return Ordered.LOWEST;
        }

        @Override
        public void onComplete(Exchange done) {
            inFlight.remove(message.receiptHandle());
            onDone(done);
        }

        @Override
        public void onFailure(Exchange failed) {
            try {
                failed(failed, message);
            } finally {
                onDone(failed);
            }
        }

        @Override
        public void onDone(Exchange done) {
            polled.addAndGet(isFirst ? -1 : 0);
        }
    }
}
