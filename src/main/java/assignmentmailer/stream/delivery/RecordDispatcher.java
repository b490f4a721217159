package assignmentmailer.stream.delivery;

import assignmentmailer.stream.schedule.Backoff;
import assignmentmailer.stream.schedule.TaskRunner;
import assignmentmailer.stream.schedule.TimeSource;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.services.dynamodb.model.Record;

/**
 * Delivers records to the route until each has a successful exchange: a fixed number in flight, shards in turn.
 *
 * <p>A record occupies a place until its exchange ends, on any thread. A record whose exchange failed frees its place
 * and is redelivered later.
 */
public final class RecordDispatcher {
    private static final Logger LOG = LoggerFactory.getLogger(RecordDispatcher.class);

    private final int places;
    private final TaskRunner workers;
    private final TimeSource time;
    private final Route route;
    private final Backoff redelivery;
    private final Runnable whenRedelivered;
    private final Queue<ShardQueue> queues = new ArrayDeque<>();
    private long resumedAt;
    private int taken;
    private boolean paused;

    /**
     * @param places the most exchanges in flight
     * @param whenRedelivered called on each failed delivery
     */
    public RecordDispatcher(
            int places,
            TaskRunner workers,
            TimeSource time,
            Route route,
            Backoff redelivery,
            Runnable whenRedelivered) {
        this.places = places;
        this.workers = workers;
        this.time = time;
        this.route = route;
        this.redelivery = redelivery;
        this.whenRedelivered = whenRedelivered;
        resumedAt = time.nanoTime();
    }

    /** Starts no further exchange; exchanges in flight complete. */
    public synchronized void pause() {
        paused = true;
    }

    public void resume() {
        int starting;
        synchronized (this) {
            paused = false;
            resumedAt = time.nanoTime();
            starting = takePlaces(
                    queues.stream().mapToInt(queue -> queue.waiting().size()).sum());
        }
        startWorkers(starting);
    }

    public synchronized boolean isPaused() {
        return paused;
    }

    /** Returns the time of the last resume, in nanoseconds. */
    public synchronized long resumedAt() {
        return resumedAt;
    }

    /** Returns the number of exchanges in flight. */
    public synchronized int inFlight() {
        return taken;
    }

    /** Queues records of a shard, in order. */
    public void offer(ShardQueue queue, List<PendingRecord> records) {
        int starting;
        synchronized (this) {
            queue.waiting().addAll(records);
            if (!queue.isEnlisted() && !queue.waiting().isEmpty()) {
                queue.setEnlisted(true);
                queues.add(queue);
            }
            starting = paused ? 0 : takePlaces(records.size());
        }
        startWorkers(starting);
    }

    private int takePlaces(int wanted) {
        int starting = Math.min(places - taken, wanted);
        taken += starting;
        return starting;
    }

    private void startWorkers(int count) {
        for (int i = 0; i < count; i++) {
            workers.run(this::work);
        }
    }

    private void work() {
        for (Delivery delivery = next(); delivery != null; delivery = next()) {
            if (delivery.handOver()) {
                return;
            }
        }
    }

    /** Starts the delivery of the next record, or frees the place when none waits. */
    private @Nullable Delivery next() {
        Delivery delivery = take();
        if (delivery != null) {
            delivery.start();
        }
        return delivery;
    }

    private synchronized @Nullable Delivery take() {
        ShardQueue queue = paused ? null : queues.poll();
        if (queue == null) {
            taken--;
            return null;
        }
        PendingRecord record = queue.waiting().remove();
        queue.setEnlisted(!queue.waiting().isEmpty());
        if (queue.isEnlisted()) {
            queues.add(queue);
        }
        return new Delivery(queue, record);
    }

    private void succeeded(ShardQueue queue, PendingRecord record) {
        queue.whenDone().accept(record);
    }

    private void failed(ShardQueue queue, PendingRecord record, Throwable failure) {
        Duration delay = failure instanceof RedeliveryRequest request
                ? requestedDelay(record, request)
                : backoffDelay(queue, record, failure);
        whenRedelivered.run();
        workers.runAfter(delay, () -> offer(queue, List.of(record)));
    }

    private static Duration requestedDelay(PendingRecord record, RedeliveryRequest request) {
        LOG.debug("The route asks for record {} again", record.sequenceNumber(), request);
        return request.delay();
    }

    private Duration backoffDelay(ShardQueue queue, PendingRecord record, Throwable failure) {
        int failures = record.failed();
        Duration delay = redelivery.after(failures, time.jitter());
        LOG.warn(
                "The exchange of record {} of shard {} failed with {} (delivery {}); redelivery in {} ms",
                record.sequenceNumber(),
                queue.shardId(),
                failure.getClass().getSimpleName(),
                failures,
                delay.toMillis());
        LOG.debug("The failure of record {}", record.sequenceNumber(), failure);
        return delay;
    }

    /** The route that receives records. */
    public interface Route {
        /**
         * Starts an exchange for a record, on this thread or another.
         *
         * @param whenEnded called once when the exchange has ended, with its failure or null
         */
        void send(Record record, Consumer<@Nullable Throwable> whenEnded);
    }

    /** One delivery of one record, which occupies a place while its exchange is in flight. */
    private final class Delivery implements Consumer<@Nullable Throwable> {
        private static final int STARTED = 0;
        private static final int LEFT = 1;
        private static final int ENDED = 2;

        private final ShardQueue queue;
        private final PendingRecord record;
        private final AtomicInteger state = new AtomicInteger(STARTED);

        Delivery(ShardQueue queue, PendingRecord record) {
            this.queue = queue;
            this.record = record;
        }

        void start() {
            try {
                route.send(record.record(), this);
            } catch (RuntimeException | Error e) {
                accept(e);
            }
        }

        /** Passes the place to the thread on which the exchange ends; returns false when it has ended already. */
        boolean handOver() {
            return state.compareAndSet(STARTED, LEFT);
        }

        @Override
        public void accept(@Nullable Throwable failure) {
            int before = state.getAndSet(ENDED);
            if (before == ENDED) {
                return;
            }
            if (failure == null) {
                succeeded(queue, record);
            } else {
                failed(queue, record, failure);
            }
            if (before == LEFT) {
                workers.run(RecordDispatcher.this::work);
            }
        }
    }
}
