package assignmentmailer.stream;

import assignmentmailer.stream.reading.PollPace;
import assignmentmailer.stream.reading.ReadingTimeouts;
import assignmentmailer.stream.schedule.Backoff;
import java.time.Duration;

/**
 * The intervals and time-outs of the reader.
 *
 * @param pace intervals of polls
 * @param timeouts time-outs of the reader
 * @param checkpoint the least interval of a shard's checkpoint writes
 * @param redelivery delays before the redelivery of a record whose exchange failed
 */
record StreamTimings(PollPace pace, ReadingTimeouts timeouts, Duration checkpoint, Backoff redelivery) {
    static final StreamTimings DEFAULT = new StreamTimings(
            PollPace.DEFAULT,
            ReadingTimeouts.DEFAULT,
            Duration.ofSeconds(1),
            new Backoff(Duration.ofSeconds(1), Duration.ofMinutes(1)));

    StreamTimings withStalled(Duration longest) {
        return new StreamTimings(pace, timeouts.withStalled(longest), checkpoint, redelivery);
    }
}
