package assignmentmailer.stream.checkpoint;

import assignmentmailer.stream.schedule.Backoff;
import assignmentmailer.stream.schedule.CoalescingTask;
import assignmentmailer.stream.schedule.TaskRunner;
import assignmentmailer.stream.schedule.TimeSource;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes the latest checkpoint of each shard, at most once per interval and shard, and retries until it is stored. */
public final class CheckpointWriter {
    private static final Logger LOG = LoggerFactory.getLogger(CheckpointWriter.class);
    private static final Backoff AFTER_FAILURE = new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(20));

    private final CheckpointStore store;
    private final TaskRunner writers;
    private final TimeSource time;
    private final Duration interval;
    private final Runnable whenFailed;
    private final Map<Key, Slot> slots = new ConcurrentHashMap<>();

    /** @param whenFailed called on each failed write */
    public CheckpointWriter(
            CheckpointStore store, TaskRunner writers, TimeSource time, Duration interval, Runnable whenFailed) {
        this.store = store;
        this.writers = writers;
        this.time = time;
        this.interval = interval;
        this.whenFailed = whenFailed;
    }

    /** Schedules the write of a checkpoint; ignores one that is not ahead of the shard's latest. */
    public void save(String streamArn, String shardId, Checkpoint checkpoint) {
        slots.computeIfAbsent(new Key(streamArn, shardId), key -> new Slot(key, checkpoint))
                .save(checkpoint);
    }

    /** Schedules a new write of every checkpoint, because the store has lost some. */
    public void rewrite() {
        slots.values().forEach(Slot::rewrite);
    }

    /** Returns the longest time for which a shard's checkpoint writes have failed. */
    public Duration failingFor() {
        return slots.values().stream()
                .map(Slot::failingFor)
                .max(Duration::compareTo)
                .orElse(Duration.ZERO);
    }

    /** Returns whether some scheduled write will never run. */
    public boolean isDead() {
        return slots.values().stream().anyMatch(slot -> slot.writing.isDead());
    }

    /**
     * Writes the unwritten checkpoints; call when no write is in flight. A failed write is only logged: its records are
     * read and delivered again.
     *
     * @param limit no write starts after this time
     */
    public void flush(Duration limit) {
        long end = time.nanoTime() + limit.toNanos();
        slots.values().stream().takeWhile(slot -> time.nanoTime() - end < 0).forEach(Slot::flush);
    }

    private record Key(String streamArn, String shardId) {}

    /** The checkpoint of one shard to be stored, and the one stored. */
    private final class Slot {
        private final Key key;
        private final CoalescingTask writing;
        private Checkpoint wanted;
        private @Nullable Checkpoint stored;
        private @Nullable Long failingSince;
        private int failures;
        private long lastWrite = time.nanoTime() - interval.toNanos();

        Slot(Key key, Checkpoint wanted) {
            this.key = key;
            this.wanted = wanted;
            writing = new CoalescingTask(writers, time, this::write);
        }

        synchronized void save(Checkpoint checkpoint) {
            if (checkpoint.isAheadOf(wanted)) {
                wanted = checkpoint;
            }
            if (isUnwritten() && failures == 0) {
                writing.runWithin(Duration.ofNanos(lastWrite + interval.toNanos() - time.nanoTime()));
            }
        }

        synchronized void rewrite() {
            stored = null;
            save(wanted);
        }

        private void write() {
            Checkpoint checkpoint = begin();
            try {
                boolean ahead = store.write(key.streamArn, key.shardId, checkpoint);
                if (!ahead) {
                    LOG.debug("The state table has a checkpoint of shard {} ahead of {}", key.shardId, checkpoint);
                }
                succeeded(checkpoint);
            } catch (RuntimeException | Error e) {
                failed(e);
            }
        }

        private synchronized Checkpoint begin() {
            lastWrite = time.nanoTime();
            return wanted;
        }

        private synchronized void succeeded(Checkpoint checkpoint) {
            stored = checkpoint;
            failures = 0;
            failingSince = null;
            if (checkpoint.finished()) {
                slots.remove(key, this);
            } else if (isUnwritten()) {
                writing.runWithin(interval);
            }
        }

        private synchronized void failed(Throwable failure) {
            failures++;
            failingSince = failingSince == null ? Long.valueOf(time.nanoTime()) : failingSince;
            whenFailed.run();
            if (Integer.bitCount(failures) == 1) {
                LOG.warn(
                        "The checkpoint of shard {} of stream {} cannot be written (attempt {}): {}",
                        key.shardId,
                        key.streamArn,
                        failures,
                        failure.toString());
            }
            writing.runWithin(AFTER_FAILURE.after(failures, time.jitter()));
        }

        private synchronized Duration failingFor() {
            return failingSince == null ? Duration.ZERO : Duration.ofNanos(time.nanoTime() - failingSince);
        }

        private void flush() {
            if (isUnwritten()) {
                write();
            }
        }

        private synchronized boolean isUnwritten() {
            return !wanted.equals(stored);
        }
    }
}
