package assignmentmailer.stream.schedule;

import java.time.Instant;
import java.util.concurrent.ThreadLocalRandom;

/** A wall clock, a monotonic clock, and jitter. */
public interface TimeSource {
    /** This machine's clocks. */
    TimeSource SYSTEM = new TimeSource() {
        @Override
        public long nanoTime() {
            return System.nanoTime();
        }

        @Override
        public Instant instant() {
            return Instant.now();
        }

        @Override
        public double jitter() {
            return ThreadLocalRandom.current().nextDouble();
        }
    };

    /** Returns monotonic nanoseconds, of which only differences have meaning. */
    long nanoTime();

    /** Returns a random number from 0 to 1, which spreads simultaneous retries. */
    double jitter();

    /** Returns the wall-clock time, comparable to the timestamps of records. */
    Instant instant();
}
