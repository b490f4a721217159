package assignmentmailer.command.backfill;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Whether a command goes on: until it is told to stop, by a signal for example. */
public final class Running implements Pause {
    private final CountDownLatch stopped = new CountDownLatch(1);
    private volatile boolean isBusy;

    void setBusy(boolean isBusy) {
        this.isBusy = isBusy;
    }

    /** Returns whether there is something to be ended in order. */
    public boolean isBusy() {
        return isBusy;
    }

    public void stop() {
        stopped.countDown();
    }

    public boolean isStopped() {
        return stopped.getCount() == 0;
    }

    /** Waits, but not beyond the stop. */
    @Override
    public void sleep(Duration time) throws InterruptedException {
        if (stopped.await(time.toNanos(), TimeUnit.NANOSECONDS)) {
            throw new InterruptedException("stopped");
        }
    }
}
