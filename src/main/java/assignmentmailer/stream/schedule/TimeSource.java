package assignmentmailer.stream.schedule;

import java.time.Instant;
import java.util.concurrent.ThreadLocalRandom;

/** Tells the time of day, and measures spans of time that no change of the clock can stretch. */
public interface TimeSource {
    /** The clocks of this machine. */
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

    /** Returns nanoseconds of which only differences have a meaning. */
    long nanoTime();

    /** Returns a random number from 0 to 1, which spreads what would all happen at the same time. */
    double jitter();

    /** Returns the time of day, to be compared with that which DynamoDB stamps records with. */
    Instant instant();
}
