package assignmentmailer.stream.schedule;

import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A task whose runs never overlap; several pending requests result in one run, at the earliest requested time.
 *
 * <p>A task that throws runs again, so that a chain of runs, each requesting the next, ends only when the task requests
 * no further run.
 */
public final class CoalescingTask {
    private static final Logger LOG = LoggerFactory.getLogger(CoalescingTask.class);
    /** The time after which a run counts as hung: longer than any call to AWS, time-outs included. */
    private static final Duration LONGEST_RUN = Duration.ofMinutes(5);

    /** The most lateness of a timer. */
    private static final Duration LATEST_START = Duration.ofMinutes(1);

    private static final Duration AFTER_ERROR = Duration.ofSeconds(1);

    private final TaskRunner runner;
    private final TimeSource time;
    private final Runnable task;
    private boolean running;
    private boolean queued;
    private boolean wanted;
    private long wantedAt;
    private long startedAt;

    public CoalescingTask(TaskRunner runner, TimeSource time, Runnable task) {
        this.runner = runner;
        this.time = time;
        this.task = task;
    }

    /** Requests a run after a delay; an earlier pending request prevails. */
    public synchronized void runWithin(Duration delay) {
        long at = time.nanoTime() + delay.toNanos();
        if (wanted && wantedAt - at <= 0) {
            return;
        }
        wanted = true;
        wantedAt = at;
        if (!running) {
            schedule(delay);
        }
    }

    /** Returns whether a requested run will never start, or a run hangs. */
    public synchronized boolean isDead() {
        if (running) {
            return time.nanoTime() - startedAt > LONGEST_RUN.toNanos();
        }
        return wanted && !queued && time.nanoTime() - wantedAt > LATEST_START.toNanos();
    }

    private void schedule(Duration delay) {
        if (delay.isNegative() || delay.isZero()) {
            queue();
        } else {
            runner.onTimer(delay, this::queue);
        }
    }

    private synchronized void queue() {
        if (!queued) {
            runner.run(this::run);
            queued = true;
        }
    }

    private void run() {
        if (!begin()) {
            return;
        }
        try {
            task.run();
        } catch (RuntimeException | Error e) {
            LOG.error("A task of the stream's reader failed unexpectedly and is retried", e);
            runWithin(AFTER_ERROR);
        } finally {
            end();
        }
    }

    private synchronized boolean begin() {
        queued = false;
        if (running || !wanted || time.nanoTime() - wantedAt < 0) {
            return false;
        }
        running = true;
        wanted = false;
        startedAt = time.nanoTime();
        return true;
    }

    private synchronized void end() {
        running = false;
        if (wanted) {
            schedule(Duration.ofNanos(wantedAt - time.nanoTime()));
        }
    }
}
