package assignmentmailer.stream;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.services.dynamodb.model.Record;

/**
 * Hands records to the route, a fixed number at a time and the shards in turn, until each is done.
 *
 * <p>A place is taken until the route is through with the record, on whatever thread that happens. A record that failed
 * gives its place back, and comes again later.
 */
final class Delivery {
    private static final Logger LOG = LoggerFactory.getLogger(Delivery.class);

    private final int places;
    private final Threads workers;
    private final Route route;
    private final Backoff redelivery;
    private final StreamMeters meters;
    private final Queue<Lane> lanes = new ArrayDeque<>();
    private final AtomicInteger buffered = new AtomicInteger();
    private int taken;
    private boolean paused;

    Delivery(int places, Threads workers, Route route, Backoff redelivery, StreamMeters meters) {
        this.places = places;
        this.workers = workers;
        this.route = route;
        this.redelivery = redelivery;
        this.meters = meters;
    }

    /** Takes records in, in their order. */
    void offer(Lane lane, List<UnackedRecord> records) {
        buffered.addAndGet(records.size());
        enqueue(lane, records);
    }

    /** Lets what is under way finish and starts nothing more. */
    synchronized void pause() {
        paused = true;
    }

    void resume() {
        int starting;
        synchronized (this) {
            paused = false;
            starting = takePlaces(
                    lanes.stream().mapToInt(lane -> lane.waiting().size()).sum());
        }
        startWorkers(starting);
    }

    synchronized boolean isPaused() {
        return paused;
    }

    /** Returns how many records are read and not done. */
    int buffered() {
        return buffered.get();
    }

    /** Returns how many records are on their way through the route. */
    synchronized int inFlight() {
        return taken;
    }

    private void enqueue(Lane lane, List<UnackedRecord> records) {
        int starting;
        synchronized (this) {
            lane.waiting().addAll(records);
            if (!lane.isEnlisted() && !lane.waiting().isEmpty()) {
                lane.setEnlisted(true);
                lanes.add(lane);
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
        Lane lane = paused ? null : lanes.poll();
        if (lane == null) {
            taken--;
            return null;
        }
        UnackedRecord record = lane.waiting().remove();
        lane.setEnlisted(!lane.waiting().isEmpty());
        if (lane.isEnlisted()) {
            lanes.add(lane);
        }
        return new Attempt(lane, record);
    }

    private void succeeded(Lane lane, UnackedRecord record) {
        buffered.decrementAndGet();
        lane.whenDone().accept(record);
    }

    private void failed(Lane lane, UnackedRecord record, Throwable failure, @Nullable Duration asked) {
        if (asked != null) {
            LOG.debug("Record {} is delivered again in {} ms", record.sequenceNumber(), asked.toMillis(), failure);
            meters.redelivered();
            workers.runAfter(asked, () -> enqueue(lane, List.of(record)));
            return;
        }
        int failures = record.failed();
        Duration delay = redelivery.after(failures, ThreadLocalRandom.current().nextDouble());
        LOG.warn(
                "Record {} of shard {} failed with {} (time {}) and is delivered again in {} ms",
                record.sequenceNumber(),
                lane.shardId(),
                failure.getClass().getSimpleName(),
                failures,
                delay.toMillis());
        LOG.debug("Failure of record {}", record.sequenceNumber(), failure);
        meters.redelivered();
        workers.runAfter(delay, () -> enqueue(lane, List.of(record)));
    }

    /** Where records go. */
    interface Route {
        /**
         * Sends a record on its way, on this thread or another.
         *
         * @param whenThrough told once when the record is through
         */
        void send(Record record, WhenThrough whenThrough);
    }

    /** What is done when a record is through. */
    interface WhenThrough {
        /**
         * @param failure null when the record is done
         * @param delay when to deliver a failed record again, null where the route asks for no particular time
         */
        void accept(@Nullable Throwable failure, @Nullable Duration delay);
    }

    /** One delivery of one record, which holds a place while it is under way. */
    private final class Attempt implements WhenThrough {
        private static final int STARTED = 0;
        private static final int LEFT = 1;
        private static final int THROUGH = 2;

        private final Lane lane;
        private final UnackedRecord record;
        private final AtomicInteger state = new AtomicInteger(STARTED);

        Attempt(Lane lane, UnackedRecord record) {
            this.lane = lane;
            this.record = record;
        }

        void start() {
            try {
                route.send(record.record(), this);
            } catch (RuntimeException | Error e) {
                accept(e, null);
            }
        }

        /** Leaves the place to the thread that the route ends on; returns false where it has ended already. */
        boolean leftUnderWay() {
            return state.compareAndSet(STARTED, LEFT);
        }

        @Override
        public void accept(@Nullable Throwable failure, @Nullable Duration delay) {
            int before = state.getAndSet(THROUGH);
            if (before == THROUGH) {
                return;
            }
            if (failure == null) {
                succeeded(lane, record);
            } else {
                failed(lane, record, failure, delay);
            }
            if (before == LEFT) {
                workers.run(Delivery.this::work);
            }
        }
    }
}
