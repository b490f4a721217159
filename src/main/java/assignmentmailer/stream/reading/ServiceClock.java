package assignmentmailer.stream.reading;

import assignmentmailer.stream.schedule.TimeSource;
import java.time.Duration;
import java.time.Instant;

/** The wall-clock time of DynamoDB, which timestamps records; this machine's clock may be off by hours. Thread-safe. */
public final class ServiceClock {
    private final TimeSource time;
    private volatile Duration ahead = Duration.ZERO;

    public ServiceClock(TimeSource time) {
        this.time = time;
    }

    /** Returns DynamoDB's time, by the offset of its last response. */
    Instant instant() {
        return time.instant().plus(ahead);
    }

    /** Sets the offset by the time in a response, which is exact to a second. */
    void set(Instant told) {
        ahead = Duration.between(time.instant(), told);
    }
}
