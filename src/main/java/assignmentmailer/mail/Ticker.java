package assignmentmailer.mail;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** A clock for intervals, and the way to wait for it. */
interface Ticker {
    Ticker SYSTEM = new Ticker() {
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
