package assignmentmailer.stream.reading;

import assignmentmailer.stream.schedule.TimeSource;
import java.time.Duration;
import java.time.Instant;

/**
 * The time of day by DynamoDB's clock, which stamps records: this machine's may be wrong by hours. Safe for use by many
 * threads.
 */
public final class ServiceClock {
    private final TimeSource time;
    private volatile Duration ahead = Duration.ZERO;

    public ServiceClock(TimeSource time) {
        this.time = time;
    }

    /** Returns the time of day by the service's clock, as its last answer told it. */
    Instant instant() {
        return time.instant().plus(ahead);
    }

    /** Takes in what an answer says, which is exact to a second. */
    void set(Instant told) {
        ahead = Duration.between(time.instant(), told);
    }
}
