package assignmentmailer.mail.account;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** A monotonic clock that also sleeps. */
public interface NanoClock {
    NanoClock SYSTEM = new NanoClock() {
        @Override
        public long nanos() {
            return System.nanoTime();
        }

        @Override
        public void sleep(Duration time) throws InterruptedException {
            TimeUnit.NANOSECONDS.sleep(time.toNanos());
        }
    };

    long nanos();

    void sleep(Duration time) throws InterruptedException;
}
