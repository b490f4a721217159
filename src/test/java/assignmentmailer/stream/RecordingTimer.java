package assignmentmailer.stream;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Notes how long each task is to wait, and runs it when told to instead. */
final class RecordingTimer extends ScheduledThreadPoolExecutor implements AutoCloseable {
    private final List<Duration> delays = new CopyOnWriteArrayList<>();
    private final List<Runnable> waiting = new CopyOnWriteArrayList<>();

    RecordingTimer() {
        super(1);
    }

    List<Duration> delays() {
        return delays;
    }

    /** Runs what waits, on this thread. */
    void elapse() {
        List<Runnable> due = List.copyOf(waiting);
        waiting.removeAll(due);
        due.forEach(Runnable::run);
    }

    @Override
    public ScheduledFuture<?> schedule(Runnable task, long delay, TimeUnit unit) {
        delays.add(Duration.ofNanos(unit.toNanos(delay)));
        waiting.add(task);
        return super.schedule(() -> {}, 0, TimeUnit.NANOSECONDS);
    }

    @Override
    public void close() {
        shutdownNow();
    }
}
