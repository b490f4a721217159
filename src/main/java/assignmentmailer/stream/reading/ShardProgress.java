package assignmentmailer.stream.reading;

import assignmentmailer.stream.delivery.AckWindow;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Measures how the reading of one shard gets on, by what has progressed. Safe for use by many threads. */
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

    /** Notes that the shard was polled, or needed no poll. */
    void alive() {
        aliveAt = context.time().nanoTime();
    }

    /** Notes a page without a record. */
    void caughtUp(Instant polled) {
        caughtUp = true;
        caughtUpAt = polled;
    }

    /** Notes a page with records, or a poll that failed: there may be more to read. */
    void behind() {
        caughtUp = false;
    }

    /** Notes that nothing more is to be read. */
    void ended() {
        ended = true;
    }

    boolean isEnded() {
        return ended;
    }

    /** Returns the moment before which whatever was written to the shard is acknowledged, or was never due. */
    Instant readUntil() {
        Instant read = frontier.until();
        return window.oldest()
                .map(AckWindow.Entry::written)
                .filter(written -> written.isBefore(read))
                .orElse(read);
    }

    /** Returns how long the shard has not been polled successfully, though it should have been. */
    Duration silence() {
        return ended ? Duration.ZERO : Duration.ofNanos(context.time().nanoTime() - aliveAt);
    }

    /** Returns how long the same record has been the oldest that is not acknowledged, while records are delivered. */
    Duration stalled() {
        if (window.pending() == 0 || context.dispatcher().isPaused()) {
            return Duration.ZERO;
        }
        long now = context.time().nanoTime();
        return Duration.ofNanos(
                Math.min(now - window.oldestSince(), now - context.dispatcher().resumedAt()));
    }

    /** Returns since when changes may wait, read or unread; empty where none does. */
    Optional<Instant> oldestDue() {
        Optional<Instant> unacknowledged = window.oldest().map(AckWindow.Entry::written);
        if (unacknowledged.isPresent() || ended) {
            return unacknowledged;
        }
        boolean current = caughtUp && silence().compareTo(context.patience().silence()) < 0;
        Instant read = frontier.until();
        return current ? Optional.empty() : Optional.of(read.isAfter(caughtUpAt) ? read : caughtUpAt);
    }
}
