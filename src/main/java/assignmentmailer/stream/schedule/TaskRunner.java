package assignmentmailer.stream.schedule;

import java.time.Duration;

/** Runs tasks on a bounded pool, at once or after a delay. */
public interface TaskRunner {
    /** Runs a task, which may block, as soon as the pool has a free thread. */
    void run(Runnable task);

    /**
     * Runs a short task, which must not block, after a delay.
     *
     * @param delay the delay; zero or less for at once
     */
    void onTimer(Duration delay, Runnable task);

    /** Runs a task, which may block, after a delay. */
    default void runAfter(Duration delay, Runnable task) {
        if (delay.isNegative() || delay.isZero()) {
            run(task);
        } else {
            onTimer(delay, () -> run(task));
        }
    }
}
