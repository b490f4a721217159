package assignmentmailer.stream.reading;

import assignmentmailer.stream.schedule.TimeSource;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reports gaps: records that may be lost, because the stream trims them after 24 hours. */
public final class GapReporter {
    private static final Logger LOG = LoggerFactory.getLogger(GapReporter.class);

    private final TimeSource time;
    private final Duration shown;
    private final Runnable whenReported;
    private @Nullable String last;
    private long lastAt;

    /**
     * @param shown how long {@link #recent()} returns a gap
     * @param whenReported called on each gap
     */
    public GapReporter(TimeSource time, Duration shown, Runnable whenReported) {
        this.time = time;
        this.shown = shown;
        this.whenReported = whenReported;
    }

    /**
     * Reports that records of a shard may be lost.
     *
     * @param from the earliest time at which a lost record may have been written
     * @param to the latest time at which a lost record may have been written
     */
    void report(String shardId, Instant from, Instant to) {
        report("Records of shard %s written from %s to %s may be lost: the stream no longer has them"
                .formatted(shardId, from, to));
    }

    /** Reports that a whole stream is not read. */
    void reportStream(String streamArn, String why) {
        report("Records of the stream %s are not read: %s; mail those candidates by a backfill from the table"
                .formatted(streamArn, why));
    }

    synchronized Optional<String> recent() {
        boolean over = last == null || time.nanoTime() - lastAt > shown.toNanos();
        return over ? Optional.empty() : Optional.of(last);
    }

    private synchronized void report(String gap) {
        if (gap.equals(last)) {
            return;
        }
        last = gap;
        lastAt = time.nanoTime();
        LOG.warn(gap);
        whenReported.run();
    }
}
