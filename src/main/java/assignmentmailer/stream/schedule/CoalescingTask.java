package assignmentmailer.stream.schedule;

import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A task that never runs twice at once; asked for several times, it runs once, at the earliest of them.
 *
 * <p>Whatever the task throws, it runs again: a chain of runs, each of which asks for the next, ends only when the task does
 * not ask any more.
 */
public final class CoalescingTask {
    private static final Logger LOG = LoggerFactory.getLogger(CoalescingTask.class);
    /** Longer than a call to AWS may take, all its time-outs included. */
    private static final Duration LONGEST_RUN = Duration.ofMinutes(5);

    /** How late the timer may be. */
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

    /** Asks for a run after a delay, or sooner where that has been asked for. */
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

    /** Returns whether no thread and no timer will ever run the task that was asked for, or a run does not end. */
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
            LOG.error("A step of the stream's reader failed unexpectedly and is tried again", e);
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
