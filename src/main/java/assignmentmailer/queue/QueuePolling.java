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
 * towards the queue's own dead-letter queue; not while too much waits for a retry; and by one receiver alone while the
 * queue is empty, since each call is billed.
 */
public final class QueuePolling implements PollingConsumerPollStrategy {
    /** A poll is neither a receive nor an exchange for moments only. */
    private static final Duration MOMENT = Duration.ofMinutes(1);

    private final QueueCalls calls;
    private final QueueRedelivery redelivery;
    private final BooleanSupplier isHeld;
    private final Semaphore places;
    private final NanoClock clock;

    /** The polls that have begun and not ended: receives, and messages in process. */
    private int begun;

    private Optional<Long> lostSince = Optional.empty();

    /**
     * @param isHeld whether mailing is held
     * @param places one for each message that may be processed at once
     */
    public QueuePolling(
            QueueCalls calls, QueueRedelivery redelivery, BooleanSupplier isHeld, Semaphore places, NanoClock clock) {
        this.calls = calls;
        this.redelivery = redelivery;
        this.isHeld = isHeld;
        this.places = places;
        this.clock = clock;
    }

    @Override
    public synchronized boolean begin(Consumer consumer, Endpoint endpoint) {
        boolean mayReceive = !isHeld.getAsBoolean()
                && !redelivery.isFull()
                && !calls.isPausing()
                && (calls.isFilled() || begun <= redelivery.polled())
                && !places.hasQueuedThreads()
                && places.tryAcquire();
        begun += mayReceive ? 1 : 0;
        return mayReceive;
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
