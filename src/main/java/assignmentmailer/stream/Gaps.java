package assignmentmailer.stream;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes loud that records may have been lost, which the stream keeps for 24 hours only. */
final class Gaps {
    private static final Logger LOG = LoggerFactory.getLogger(Gaps.class);

    private final StreamMeters meters;
    private final Duration shown;
    private @Nullable String last;
    private long lastAt;

    /** @param shown how long {@link #recent()} tells of a gap */
    Gaps(StreamMeters meters, Duration shown) {
        this.meters = meters;
        this.shown = shown;
    }

    /**
     * Reports a gap.
     *
     * @param from the last record that is known to be done, or a word for it
     * @param to the first that can be read again, or a word for it
     */
    synchronized void report(String shardId, String from, String to) {
        last = "Records of shard %s after %s and before %s may be lost: the stream no longer has them"
                .formatted(shardId, from, to);
        lastAt = System.nanoTime();
        LOG.warn(last);
        meters.gap();
    }

    synchronized Optional<String> recent() {
        boolean over = last == null || System.nanoTime() - lastAt > shown.toNanos();
        return over ? Optional.empty() : Optional.of(last);
    }
}
