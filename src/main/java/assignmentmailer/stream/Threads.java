package assignmentmailer.stream;

import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs tasks that may block on a bounded pool, at once or later: the timer's one thread only hands them over. */
final class Threads {
    private static final Logger LOG = LoggerFactory.getLogger(Threads.class);

    private final ScheduledExecutorService timer;
    private final Executor pool;

    Threads(ScheduledExecutorService timer, Executor pool) {
        this.timer = timer;
        this.pool = pool;
    }

    void run(Runnable task) {
        try {
            pool.execute(() -> guarded(task));
        } catch (RejectedExecutionException e) {
            LOG.debug("Not run, since the consumer is stopping: {}", task);
        }
    }

    void runAfter(Duration delay, Runnable task) {
        if (delay.isNegative() || delay.isZero()) {
            run(task);
            return;
        }
        try {
            timer.schedule(() -> run(task), delay.toNanos(), TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException e) {
            LOG.debug("Not scheduled, since the consumer is stopping: {}", task);
        }
    }

    private static void guarded(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException e) {
            LOG.error("A task of the stream's reader failed unexpectedly", e);
        }
    }
}
