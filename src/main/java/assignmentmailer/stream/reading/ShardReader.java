package assignmentmailer.stream.reading;

import assignmentmailer.stream.checkpoint.Checkpoint;
import assignmentmailer.stream.checkpoint.SequenceNumber;
import assignmentmailer.stream.delivery.AckWindow;
import assignmentmailer.stream.delivery.PendingRecord;
import assignmentmailer.stream.delivery.ShardQueue;
import assignmentmailer.stream.schedule.CoalescingTask;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.services.dynamodb.model.ExpiredIteratorException;
import software.amazon.awssdk.services.dynamodb.model.Record;
import software.amazon.awssdk.services.dynamodb.model.ResourceNotFoundException;
import software.amazon.awssdk.services.dynamodb.model.TrimmedDataAccessException;

/** Polls one shard to its end; each poll schedules the next, so that no thread blocks in between. */
final class ShardReader {
    private static final Logger LOG = LoggerFactory.getLogger(ShardReader.class);
    /** The largest age of the stored {@code readUntil} of a shard without records, one cheap write an hour. */
    private static final Duration QUIET_CHECKPOINT = Duration.ofHours(1);

    private final ReadingContext context;
    private final ShardOwner stream;
    private final String shardId;
    private final ShardCursor cursor;
    private final ReadFrontier frontier;
    private final AckWindow window = new AckWindow();
    private final PollSchedule schedule = new PollSchedule();
    private final ShardQueue queue;
    private final CoalescingTask polling;
    private final AtomicBoolean finished = new AtomicBoolean();
    private final ShardProgress progress;
    private volatile boolean closed;
    private volatile Instant saved;
    /** The last time that a list showed the shard as open; the records of its children are younger. */
    private volatile Instant openAt;

    private final Streak missing = new Streak();
    private boolean draining;
    private int refusals;

    /** @param checkpoint the acknowledged part of the shard; no earlier record is due */
    ShardReader(ReadingContext context, ShardOwner stream, ListedShard shard, ShardStart start, Checkpoint checkpoint) {
        this.context = context;
        this.stream = stream;
        this.shardId = shard.id();
        this.cursor = new ShardCursor(context.client(), stream.arn(), shardId, start, checkpoint.acknowledged());
        this.frontier = new ReadFrontier(
                checkpoint.readUntil(),
                checkpoint.acknowledged() != null,
                context.timeouts().settled());
        this.queue = new ShardQueue(shardId, this::done);
        this.polling = new CoalescingTask(context.pollers(), context.time(), this::poll);
        this.progress = new ShardProgress(context, window, frontier);
        this.saved = checkpoint.readUntil();
        this.openAt = checkpoint.readUntil();
        listed(shard);
    }

    void start() {
        polling.runWithin(Duration.ZERO);
    }

    String shardId() {
        return shardId;
    }

    /** Applies a new list entry of the shard. */
    void listed(ListedShard listed) {
        closed = listed.closed();
        if (!closed) {
            openAt = later(openAt, listed.asOf());
        }
    }

    /** Ends a shard that the stream no longer has, and reports the gap. */
    void giveUp() {
        if (!progress.isEnded()) {
            Instant now = context.clock().instant();
            context.gaps().report(shardId, progress.readUntil(), now);
            frontier.giveUp(now);
            end();
        }
    }

    /** Ends a shard whose gap is reported already. */
    void abandon() {
        if (!progress.isEnded()) {
            end();
        }
    }

    ShardProgress progress() {
        return progress;
    }

    /** Returns whether the shard will never be polled again although it must be. */
    boolean isDead() {
        return polling.isDead();
    }

    private void poll() {
        if (progress.isEnded() || stream.isStopped()) {
            return;
        }
        ReadBudget.Reservation room = room();
        if (room == null) {
            refusals++;
            progress.alive();
            progress.behind();
            polling.runWithin(context.pace().full(stream.openShards()));
            return;
        }
        refusals = 0;
        schedule.started(context.time().nanoTime());
        try {
            pollAfter(read(room));
        } catch (ExpiredIteratorException e) {
            LOG.debug("The iterator of shard {} has expired", shardId);
            forgetIterator();
            pollAfter(stale(e));
        } catch (TrimmedDataAccessException e) {
            LOG.debug("The record after which shard {} resumes has been trimmed", shardId);
            cursor.jumpToHorizon();
            frontier.broken();
            pollAfter(stale(e));
        } catch (ResourceNotFoundException e) {
            forgetIterator();
            pollAfter(missing(e));
        } catch (RuntimeException | Error e) {
            pollAfter(failed(e));
        } finally {
            room.close();
        }
    }

    private void forgetIterator() {
        if (!cursor.forgetIterator()) {
            frontier.broken();
        }
    }

    private ReadBudget.@Nullable Reservation room() {
        if (context.dispatcher().isPaused()) {
            return null;
        }
        return context.budget()
                .reserve(new ReadBudget.Request(
                        stream.openShards(), window.pending(), window.size(), refusals, context.pageSize()));
    }

    private Duration read(ReadBudget.Reservation room) {
        noteDraining();
        Instant polled = context.clock().instant();
        long polledNanos = context.time().nanoTime();
        ShardCursor.Page page = cursor.read(room.limit());
        missing.end();
        progress.alive();
        List<PendingRecord> pending = pending(page.unread());
        take(page, pending, room);
        context.observer().polled(pending.size());
        frontier.page(page.records(), polled, polledNanos)
                .ifPresent(lost -> context.gaps().report(shardId, lost.from(), lost.to()));
        noteCaughtUp(page.records().isEmpty(), polled);
        if (page.isLast() || isOverInDisabledStream()) {
            end();
        }
        return untilNext(page);
    }

    /**
     * Returns the delay to the next poll. Any page with records may leave more: a page ends at its limit or at 1 MB.
     */
    private Duration untilNext(ShardCursor.Page page) {
        long now = context.time().nanoTime();
        if (closed || !page.records().isEmpty()) {
            return schedule.afterBacklog(now);
        }
        return schedule.afterIdle(now, context.pace().idle(frontier.emptyFor(), stream.openShards()));
    }

    private void noteCaughtUp(boolean empty, Instant polled) {
        if (!empty) {
            progress.behind();
            return;
        }
        progress.caughtUp(polled);
        Instant until = progress.readUntil();
        if (Duration.between(saved, until).compareTo(QUIET_CHECKPOINT) >= 0) {
            save(Checkpoint.at(acknowledged(), until));
        }
    }

    /**
     * Restarts the count of empty pages when the stream becomes disabled: earlier empty pages do not prove the end of
     * the shard.
     */
    private void noteDraining() {
        if (stream.isDisabled() && !draining) {
            draining = true;
            frontier.forgetEmptyPages();
        }
    }

    private boolean isOverInDisabledStream() {
        return draining && frontier.emptyFor().compareTo(context.timeouts().settled()) >= 0;
    }

    private List<PendingRecord> pending(List<Record> records) {
        List<PendingRecord> pending = new ArrayList<>(records.size());
        for (Record record : records) {
            SequenceNumber sequenceNumber = new SequenceNumber(record.dynamodb().sequenceNumber());
            Instant written =
                    Objects.requireNonNullElseGet(record.dynamodb().approximateCreationDateTime(), frontier::until);
            pending.add(new PendingRecord(
                    record, new AckWindow.Entry(sequenceNumber, written), RecordSize.heapBytes(record)));
        }
        return pending;
    }

    /** Passes a page on. After a failure before the cursor moves, the same page is read again. */
    private void take(ShardCursor.Page page, List<PendingRecord> pending, ReadBudget.Reservation room) {
        window.append(
                pending.stream().map(PendingRecord::entry).toList(),
                context.time().nanoTime());
        cursor.moveBehind(page);
        room.settle(
                pending.size(),
                pending.stream().mapToLong(PendingRecord::heapBytes).sum());
        if (!pending.isEmpty()) {
            context.dispatcher().offer(queue, pending);
        }
    }

    private void done(PendingRecord record) {
        context.budget().done(record.heapBytes());
        int count = window.done(record.entry(), context.time().nanoTime());
        if (count > 0) {
            context.budget().acknowledged(count);
            save(Checkpoint.at(acknowledged(), progress.readUntil()));
        }
        finishIfDone();
    }

    private @Nullable SequenceNumber acknowledged() {
        SequenceNumber acknowledged = window.acknowledged();
        return acknowledged == null ? cursor.startedAfter() : acknowledged;
    }

    private void save(Checkpoint checkpoint) {
        saved = checkpoint.readUntil();
        context.checkpoints().save(stream.arn(), shardId, checkpoint);
    }

    private void end() {
        progress.ended();
        finishIfDone();
    }

    private void finishIfDone() {
        if (progress.isEnded() && window.pending() == 0 && finished.compareAndSet(false, true)) {
            Instant until = later(progress.readUntil(), openAt);
            save(Checkpoint.finished(acknowledged(), until));
            stream.finished(shardId, until);
        }
    }

    /** Gives up a shard that has been missing for long, even if lists still contain it. */
    private Duration missing(ResourceNotFoundException e) {
        missing.extend(context.time().nanoTime(), context.timeouts().silence());
        if (missing.length().compareTo(context.timeouts().gone()) >= 0) {
            giveUp();
        }
        return afterFailure(e);
    }

    private Duration failed(Throwable e) {
        missing.end();
        return afterFailure(e);
    }

    private Duration afterFailure(Throwable e) {
        report(e);
        return schedule.afterFailure(
                context.time().nanoTime(),
                context.pace().afterFailure(),
                context.time().jitter());
    }

    private Duration stale(RuntimeException e) {
        report(e);
        return schedule.afterStaleIterator(
                context.time().nanoTime(),
                context.pace().afterFailure(),
                context.time().jitter());
    }

    private void report(Throwable failure) {
        progress.behind();
        context.observer().pollFailed(shardId, failure);
        int failures = schedule.failures() + 1;
        if (Integer.bitCount(failures) == 1 && failures > 1) {
            LOG.warn(
                    "Shard {} of stream {} cannot be read (attempt {}): {}",
                    shardId,
                    stream.arn(),
                    failures,
                    failure.toString());
        }
    }

    private static Instant later(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }

    private void pollAfter(Duration delay) {
        if (!progress.isEnded()) {
            polling.runWithin(delay);
        }
    }
}
