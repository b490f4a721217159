package assignmentmailer.stream;

import assignmentmailer.stream.reading.Patience;
import assignmentmailer.stream.reading.PollPace;
import assignmentmailer.stream.schedule.Backoff;
import java.time.Duration;

/**
 * The intervals of the reader.
 *
 * @param pace how often shards are polled
 * @param patience when the reader believes what it sees
 * @param checkpoint the least between two checkpoints of a shard
 * @param redelivery the waits before a record whose exchange failed is delivered again
 */
record StreamTimings(PollPace pace, Patience patience, Duration checkpoint, Backoff redelivery) {
    static final StreamTimings DEFAULT = new StreamTimings(
            PollPace.DEFAULT,
            Patience.DEFAULT,
            Duration.ofSeconds(1),
            new Backoff(Duration.ofSeconds(1), Duration.ofMinutes(1)));

    StreamTimings withStalled(Duration longest) {
        return new StreamTimings(pace, patience.withStalled(longest), checkpoint, redelivery);
    }
}
