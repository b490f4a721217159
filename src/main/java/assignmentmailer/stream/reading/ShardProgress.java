package assignmentmailer.stream.reading;

import assignmentmailer.stream.delivery.AckWindow;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Measures the progress of reading one shard. Thread-safe. */
final class ShardProgress {
    private final ReadingContext context;
    private final AckWindow window;
    private final ReadFrontier frontier;
    private volatile long aliveAt;
    private volatile boolean caughtUp;
    private volatile Instant caughtUpAt;
    private volatile boolean ended;

    ShardProgress(ReadingContext context, AckWindow window, ReadFrontier frontier) {
        this.context = context;
        this.window = window;
        this.frontier = frontier;
        this.aliveAt = context.time().nanoTime();
        this.caughtUpAt = frontier.until();
    }

    /** Records that the shard was polled, or needed no poll. */
    void alive() {
        aliveAt = context.time().nanoTime();
    }

    /** Records an empty page. */
    void caughtUp(Instant polled) {
        caughtUp = true;
        caughtUpAt = polled;
    }

    /** Records a page with records or a failed poll: more records may follow. */
    void behind() {
        caughtUp = false;
    }

    /** Records that the shard has been read to its end. */
    void ended() {
        ended = true;
    }

    boolean isEnded() {
        return ended;
    }

    /** Returns the time before which every record written to the shard is acknowledged or was never due. */
    Instant readUntil() {
        Instant read = frontier.until();
        return window.oldest()
                .map(AckWindow.Entry::written)
                .filter(written -> written.isBefore(read))
                .orElse(read);
    }

    /** Returns the time since the last successful poll, zero after the end of the shard. */
    Duration silence() {
        return ended ? Duration.ZERO : Duration.ofNanos(context.time().nanoTime() - aliveAt);
    }

    /** Returns how long the same record has been the oldest unacknowledged one while deliveries are not paused. */
    Duration stalled() {
        if (window.pending() == 0 || context.dispatcher().isPaused()) {
            return Duration.ZERO;
        }
        long now = context.time().nanoTime();
        return Duration.ofNanos(
                Math.min(now - window.oldestSince(), now - context.dispatcher().resumedAt()));
    }

    /** Returns since when changes may be waiting, read or unread; empty when none is. */
    Optional<Instant> oldestDue() {
        Optional<Instant> unacknowledged = window.oldest().map(AckWindow.Entry::written);
        if (unacknowledged.isPresent() || ended) {
            return unacknowledged;
        }
        boolean current = caughtUp && silence().compareTo(context.timeouts().silence()) < 0;
        Instant read = frontier.until();
        return current ? Optional.empty() : Optional.of(read.isAfter(caughtUpAt) ? read : caughtUpAt);
    }
}
