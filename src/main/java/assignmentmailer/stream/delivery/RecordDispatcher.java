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
 * Hands records to the route, a fixed number at a time and the shards in turn, until the exchange of each has ended well.
 *
 * <p>A record holds a place until its exchange has ended, on whatever thread that happens. A record whose exchange failed
 * gives its place back, and is delivered again later.
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
     * @param places how many exchanges may be in flight
     * @param whenRedelivered told of each delivery that failed and comes again
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

    /** Lets the exchanges in flight end and starts no more. */
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

    /** Returns since when records have been delivered without a pause, in nanoseconds. */
    public synchronized long resumedAt() {
        return resumedAt;
    }

    /** Returns how many exchanges are in flight. */
    public synchronized int inFlight() {
        return taken;
    }

    /** Takes in records of a shard, in their order. */
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
        for (Attempt attempt = next(); attempt != null; attempt = next()) {
            if (attempt.leftUnderWay()) {
                return;
            }
        }
    }

    /** Starts the next record's delivery, or gives the place back where there is none. */
    private @Nullable Attempt next() {
        Attempt attempt = take();
        if (attempt != null) {
            attempt.start();
        }
        return attempt;
    }

    private synchronized @Nullable Attempt take() {
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
        return new Attempt(queue, record);
    }

    private void succeeded(ShardQueue queue, PendingRecord record) {
        queue.whenDone().accept(record);
    }

    private void failed(ShardQueue queue, PendingRecord record, Throwable failure) {
        Duration delay = failure instanceof RedeliveryRequest request
                ? asked(record, request)
                : afterSurprise(queue, record, failure);
        whenRedelivered.run();
        workers.runAfter(delay, () -> offer(queue, List.of(record)));
    }

    private static Duration asked(PendingRecord record, RedeliveryRequest request) {
        LOG.debug("The route asks for record {} again", record.sequenceNumber(), request);
        return request.delay();
    }

    private Duration afterSurprise(ShardQueue queue, PendingRecord record, Throwable failure) {
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

    /** Where records go. */
    public interface Route {
        /**
         * Starts an exchange with a record, on this thread or another.
         *
         * @param whenEnded told once, with the failure or null, when the exchange has ended
         */
        void send(Record record, Consumer<@Nullable Throwable> whenEnded);
    }

    /** One delivery of one record, which holds a place while its exchange is in flight. */
    private final class Attempt implements Consumer<@Nullable Throwable> {
        private static final int STARTED = 0;
        private static final int LEFT = 1;
        private static final int ENDED = 2;

        private final ShardQueue queue;
        private final PendingRecord record;
        private final AtomicInteger state = new AtomicInteger(STARTED);

        Attempt(ShardQueue queue, PendingRecord record) {
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

        /** Leaves the place to the thread that the exchange ends on; returns false where it has ended already. */
        boolean leftUnderWay() {
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
