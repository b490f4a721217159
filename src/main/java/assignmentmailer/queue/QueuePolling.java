package assignmentmailer.queue;

import assignmentmailer.mail.account.NanoClock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.function.BooleanSupplier;
import org.apache.camel.Consumer;
import org.apache.camel.Endpoint;
import org.apache.camel.spi.PollingConsumerPollStrategy;

/**
 * Decides before each receive whether to call the queue: not during a hold of the mailing, since each receive counts
 * towards the queue's own dead-letter queue, unless the queue may soon forget a message, which would then be lost
 * rather than a dead letter; not while too much waits for a retry; and by one receiver alone while the
 * queue is empty, since each call is billed.
 */
public final class QueuePolling implements PollingConsumerPollStrategy {
    /** A poll is neither a receive nor an exchange for moments only. */
    private static final Duration MOMENT = Duration.ofMinutes(1);

    private final QueueCalls calls;
    private final QueueRedelivery redelivery;
    private final BooleanSupplier isHeld;

    /** The age of a message from which on a hold does not keep it from being received. */
    private final Duration old;

    private final Semaphore places;
    private final NanoClock clock;

    /** The polls that have begun and not ended: receives, and messages in process. */
    private int begun;

    private Optional<Long> lostSince = Optional.empty();

    /**
     * @param isHeld whether mailing is held
     * @param retention how long the queue keeps a message
     * @param places one for each message that may be processed at once
     */
    public QueuePolling(
            QueueCalls calls,
            QueueRedelivery redelivery,
            BooleanSupplier isHeld,
            Duration retention,
            Semaphore places,
            NanoClock clock) {
        this.calls = calls;
        this.redelivery = redelivery;
        this.isHeld = isHeld;
        this.old = retention.dividedBy(2);
        this.places = places;
        this.clock = clock;
    }

    @Override
    public synchronized boolean begin(Consumer consumer, Endpoint endpoint) {
        boolean mayReceive = (!isHeld.getAsBoolean() || mayReceiveDuringHold())
                && !redelivery.isFull()
                && !calls.isPausing()
                && (calls.isFilled() || begun <= redelivery.polled())
                && !places.hasQueuedThreads()
                && places.tryAcquire();
        begun += mayReceive ? 1 : 0;
        return mayReceive;
    }

    /**
     * A message is no older than the last time at which the queue was empty, which a process that starts does not know.
     * The messages that wait keep their places: without one, nobody hides them any more.
     */
    private boolean mayReceiveDuringHold() {
        boolean mayHaveOld =
                calls.sinceEmpty().map(time -> time.compareTo(old) >= 0).orElse(true);
        return mayHaveOld && places.availablePermits() > redelivery.waiting();
    }

    @Override
    public void commit(Consumer consumer, Endpoint endpoint, int messages) {
        end();
    }

    @Override
    public boolean rollback(Consumer consumer, Endpoint endpoint, int retries, Exception failure) {
        end();
        return false;
    }

    private synchronized void end() {
        begun--;
        places.release();
    }

    /** Returns whether a polling thread has died of an {@link Error}: it has begun a poll and never ended it. */
    synchronized boolean isDead() {
        boolean isLost = begun > calls.receiving() + redelivery.polled();
        if (!isLost) {
            lostSince = Optional.empty();
        } else if (lostSince.isEmpty()) {
            lostSince = Optional.of(clock.nanos());
        }
        return lostSince
                .filter(since -> clock.nanos() - since >= MOMENT.toNanos())
                .isPresent();
    }
}
