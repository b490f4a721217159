package assignmentmailer.stream;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes the newest checkpoint of each shard, at most once an interval and shard, until the state table has it. */
final class CheckpointWriter {
    private static final Logger LOG = LoggerFactory.getLogger(CheckpointWriter.class);
    private static final Backoff AFTER_FAILURE = new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(20));

    private final CheckpointStore store;
    private final Threads writers;
    private final Duration interval;
    private final Map<Key, Slot> slots = new ConcurrentHashMap<>();

    CheckpointWriter(CheckpointStore store, Threads writers, Duration interval) {
        this.store = store;
        this.writers = writers;
        this.interval = interval;
    }

    /** Has a checkpoint written soon; one that is not ahead of the shard's last changes nothing. */
    void save(String streamArn, String shardId, Checkpoint checkpoint) {
        slots.computeIfAbsent(new Key(streamArn, shardId), Slot::new).save(checkpoint);
    }

    /**
     * Writes what is not written, once nothing is being written any more; what fails now is only logged, since it is read
     * and delivered again.
     *
     * @param limit no write begins later than this
     */
    void flush(Duration limit) {
        long end = System.nanoTime() + limit.toNanos();
        slots.values().stream().takeWhile(slot -> System.nanoTime() < end).forEach(Slot::flush);
    }

    private record Key(String streamArn, String shardId) {}

    /** The checkpoint of one shard that is wanted in the table, beside the one that is there. */
    private final class Slot {
        private final Key key;
        private final SoloTask writing;
        private Checkpoint wanted = Checkpoint.OPENED;
        private boolean written = true;
        private int failures;
        private long lastWrite = System.nanoTime() - interval.toNanos();

        Slot(Key key) {
            this.key = key;
            writing = new SoloTask(writers, this::write);
        }

        synchronized void save(Checkpoint checkpoint) {
            if (!checkpoint.isAheadOf(wanted) && !checkpoint.equals(Checkpoint.OPENED)) {
                return;
            }
            wanted = checkpoint.isAheadOf(wanted) ? checkpoint : wanted;
            if (written) {
                written = false;
                writing.runWithin(Duration.ofNanos(lastWrite + interval.toNanos() - System.nanoTime()));
            }
        }

        private void write() {
            Checkpoint checkpoint = begin();
            try {
                boolean ahead = store.write(key.streamArn, key.shardId, checkpoint);
                if (!ahead) {
                    LOG.debug("The checkpoint of shard {} is ahead of {} already", key.shardId, checkpoint);
                }
                succeeded(checkpoint);
            } catch (RuntimeException e) {
                failed(e);
            }
        }

        private synchronized Checkpoint begin() {
            written = true;
            lastWrite = System.nanoTime();
            return wanted;
        }

        private synchronized void succeeded(Checkpoint checkpoint) {
            failures = 0;
            if (checkpoint.finished()) {
                slots.remove(key, this);
            }
        }

        private synchronized void failed(RuntimeException e) {
            failures++;
            if (Integer.bitCount(failures) == 1) {
                LOG.warn(
                        "The checkpoint of shard {} cannot be written (time {}): {}",
                        key.shardId,
                        failures,
                        e.toString());
            }
            written = false;
            writing.runWithin(
                    AFTER_FAILURE.after(failures, ThreadLocalRandom.current().nextDouble()));
        }

        private void flush() {
            if (isUnwritten()) {
                write();
            }
        }

        private synchronized boolean isUnwritten() {
            return !written;
        }
    }
}
