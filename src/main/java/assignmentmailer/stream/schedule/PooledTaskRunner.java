package assignmentmailer.stream.schedule;

import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs tasks on an executor; delayed tasks go through a timer whose single thread only hands them over. */
public final class PooledTaskRunner implements TaskRunner {
    private static final Logger LOG = LoggerFactory.getLogger(PooledTaskRunner.class);

    private final ScheduledExecutorService timer;
    private final Executor pool;

    public PooledTaskRunner(ScheduledExecutorService timer, Executor pool) {
        this.timer = timer;
        this.pool = pool;
    }

    @Override
    public void run(Runnable task) {
        try {
            pool.execute(() -> guarded(task));
        } catch (RejectedExecutionException e) {
            LOG.debug("Task {} is not run: the consumer is stopping", task);
        }
    }

    @Override
    public void onTimer(Duration delay, Runnable task) {
        try {
            timer.schedule(() -> guarded(task), delay.toNanos(), TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException e) {
            LOG.debug("Task {} is not scheduled: the consumer is stopping", task);
        }
    }

    /** Logs what a task throws, which an executor would swallow. */
    private static void guarded(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException | Error e) {
            LOG.error("A task of the stream's reader failed unexpectedly", e);
        }
    }
}
