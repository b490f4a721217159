package assignmentmailer.stream;

import java.time.Duration;

/** A task that never runs twice at once; asked for several times, it runs once, at the earliest of them. */
final class SoloTask {
    private final Threads threads;
    private final Runnable task;
    private boolean running;
    private boolean wanted;
    private long wantedAt;

    SoloTask(Threads threads, Runnable task) {
        this.threads = threads;
        this.task = task;
    }

    synchronized void runWithin(Duration delay) {
        long at = System.nanoTime() + delay.toNanos();
        if (wanted && wantedAt <= at) {
            return;
        }
        wanted = true;
        wantedAt = at;
        if (!running) {
            threads.runAfter(delay, this::run);
        }
    }

    private void run() {
        if (!begin()) {
            return;
        }
        try {
            task.run();
        } finally {
            end();
        }
    }

    private synchronized boolean begin() {
        if (running || !wanted || System.nanoTime() < wantedAt) {
            return false;
        }
        running = true;
        wanted = false;
        return true;
    }

    private synchronized void end() {
        running = false;
        if (wanted) {
            threads.runAfter(Duration.ofNanos(wantedAt - System.nanoTime()), this::run);
        }
    }
}
