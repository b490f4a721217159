package assignmentmailer.stream;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.services.dynamodb.model.ExpiredIteratorException;
import software.amazon.awssdk.services.dynamodb.model.Record;
import software.amazon.awssdk.services.dynamodb.model.ResourceNotFoundException;
import software.amazon.awssdk.services.dynamodb.model.TrimmedDataAccessException;

/** Polls one shard to its end, each poll setting the time of the next, so that it holds no thread in between. */
final class ShardReader {
    private static final Logger LOG = LoggerFactory.getLogger(ShardReader.class);
    /** A disabled stream gets no records, so that this many pages without one are the end of a shard left open. */
    private static final int EMPTY_PAGES_AT_END = 10;

    private final ReadingContext context;
    private final StreamReader stream;
    private final String shardId;
    private final ShardCursor cursor;
    private final AckWindow window = new AckWindow();
    private final PollSchedule schedule = new PollSchedule();
    private final Lane lane;
    private final AtomicBoolean finished = new AtomicBoolean();
    private volatile boolean closed;
    private volatile boolean ended;
    private volatile boolean missing;
    private volatile long aliveAt = System.nanoTime();
    private volatile @Nullable Instant oldest;
    private @Nullable String gapFrom;
    private int emptyPages;
    private boolean draining;
    private int looks;

    ShardReader(ReadingContext context, StreamReader stream, Shard shard, ShardCursor cursor) {
        this.context = context;
        this.stream = stream;
        this.shardId = shard.id();
        this.closed = shard.closed();
        this.cursor = cursor;
        this.lane = new Lane(shardId, this::done);
    }

    void start() {
        context.pollers().run(this::poll);
    }

    String shardId() {
        return shardId;
    }

    /** Tells that the shard will get no more records. */
    void close() {
        closed = true;
    }

    /** Returns whether the last poll was told that there is no such shard. */
    boolean isMissing() {
        return missing;
    }

    /** Ends a shard that the stream no longer has. */
    void vanish() {
        if (!ended) {
            context.gaps().report(shardId, readUpTo(), "its end");
            end();
        }
    }

    /** Returns how long the shard has not been polled successfully, though it should have been. */
    Duration silence() {
        return ended ? Duration.ZERO : Duration.ofNanos(System.nanoTime() - aliveAt);
    }

    /** Returns when the oldest record was written that is read and not done. */
    Optional<Instant> oldestUndone() {
        return window.pending() == 0 ? Optional.empty() : Optional.ofNullable(oldest);
    }

    private void poll() {
        if (ended || stream.isStopped()) {
            return;
        }
        int limit = limit();
        if (limit == 0) {
            looks++;
            aliveAt = System.nanoTime();
            pollAfter(context.timings().full(stream.openShards()));
            return;
        }
        looks = 0;
        schedule.started(System.nanoTime());
        try {
            pollAfter(read(limit));
        } catch (ExpiredIteratorException e) {
            LOG.debug("The iterator of shard {} has expired", shardId);
            cursor.forgetIterator();
            pollAfter(stale(e));
        } catch (TrimmedDataAccessException e) {
            LOG.debug("What shard {} is to go on with has been trimmed", shardId);
            SequenceNumber lastRead = cursor.lastRead();
            gapFrom = lastRead == null ? null : lastRead.text();
            cursor.jumpToHorizon();
            pollAfter(stale(e));
        } catch (ResourceNotFoundException e) {
            missing = true;
            cursor.forgetIterator();
            stream.discoverSoon();
            pollAfter(failed(e));
        } catch (RuntimeException e) {
            pollAfter(failed(e));
        }
    }

    private int limit() {
        Delivery delivery = context.delivery();
        Intake intake = new Intake(stream.openShards(), delivery.buffered(), context.pageSize());
        return delivery.isPaused() ? 0 : intake.limit(window.pending(), window.size(), looks);
    }

    private Duration read(int limit) {
        noteDraining();
        ShardCursor.Page page = cursor.next(limit);
        missing = false;
        aliveAt = System.nanoTime();
        context.meters().polled(page.records().size());
        reportGap(page.records());
        deliver(page.records());
        emptyPages = page.records().isEmpty() ? emptyPages + 1 : 0;
        if (page.last() || isOverInDisabledStream()) {
            end();
        }
        boolean backlog = page.full() || closed;
        return backlog
                ? schedule.afterBacklog(System.nanoTime())
                : schedule.afterIdle(System.nanoTime(), context.timings().idlePoll(emptyPages, stream.openShards()));
    }

    /** Pages that were empty while the stream may still have got records say nothing of its end. */
    private void noteDraining() {
        if (stream.isSuperseded() && !draining) {
            draining = true;
            emptyPages = 0;
        }
    }

    private boolean isOverInDisabledStream() {
        return draining && !closed && emptyPages >= EMPTY_PAGES_AT_END;
    }

    private void deliver(List<Record> records) {
        if (records.isEmpty()) {
            return;
        }
        List<UnackedRecord> unacked = new ArrayList<>(records.size());
        if (window.pending() == 0) {
            oldest = records.get(0).dynamodb().approximateCreationDateTime();
        }
        for (Record record : records) {
            SequenceNumber sequenceNumber = new SequenceNumber(record.dynamodb().sequenceNumber());
            unacked.add(new UnackedRecord(record, window.append(sequenceNumber)));
        }
        context.delivery().offer(lane, unacked);
    }

    private void done(UnackedRecord record) {
        SequenceNumber acknowledged = window.done(record.entry());
        if (acknowledged != null) {
            oldest = record.record().dynamodb().approximateCreationDateTime();
            context.checkpoints().save(stream.arn(), shardId, Checkpoint.at(acknowledged));
        }
        finishIfDone();
    }

    private void end() {
        ended = true;
        finishIfDone();
    }

    private void finishIfDone() {
        if (ended && window.pending() == 0 && finished.compareAndSet(false, true)) {
            context.checkpoints().save(stream.arn(), shardId, Checkpoint.finished(window.acknowledged()));
            stream.finished(this);
        }
    }

    private Duration failed(RuntimeException e) {
        Duration delay =
                schedule.afterFailure(System.nanoTime(), context.timings().pollFailure(), jitter());
        report(e);
        return delay;
    }

    private Duration stale(RuntimeException e) {
        Duration delay =
                schedule.afterStaleIterator(System.nanoTime(), context.timings().pollFailure(), jitter());
        report(e);
        return delay;
    }

    private static double jitter() {
        return ThreadLocalRandom.current().nextDouble();
    }

    private void report(RuntimeException e) {
        context.meters().pollFailed();
        if (Integer.bitCount(schedule.failures()) == 1 && schedule.failures() > 1) {
            LOG.warn("Shard {} cannot be read (time {}): {}", shardId, schedule.failures(), e.toString());
        }
    }

    private void reportGap(List<Record> records) {
        if (gapFrom != null) {
            String to = records.isEmpty() ? "now" : records.get(0).dynamodb().sequenceNumber();
            context.gaps().report(shardId, gapFrom, to);
            gapFrom = null;
        }
    }

    private String readUpTo() {
        SequenceNumber lastRead = cursor.lastRead();
        return lastRead == null ? "its start" : lastRead.text();
    }

    private void pollAfter(Duration delay) {
        if (!ended) {
            context.pollers().runAfter(delay, this::poll);
        }
    }
}
