package assignmentmailer.stream.schedule;

import java.time.Duration;

/** Runs tasks on a bounded pool, at once or later. */
public interface TaskRunner {
    /** Runs a task that may block as soon as the pool has a thread for it. */
    void run(Runnable task);

    /**
     * Runs something short, that must not block, after a delay.
     *
     * @param delay zero or less: at once
     */
    void onTimer(Duration delay, Runnable task);

    /** Runs a task that may block after a delay. */
    default void runAfter(Duration delay, Runnable task) {
        if (delay.isNegative() || delay.isZero()) {
            run(task);
        } else {
            onTimer(delay, () -> run(task));
        }
    }
}
