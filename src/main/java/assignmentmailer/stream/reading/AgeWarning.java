package assignmentmailer.stream.reading;

import assignmentmailer.stream.schedule.TimeSource;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Warns in good time, and then once an hour, that the oldest change that waits will be trimmed. Used by one thread at a time. */
public final class AgeWarning {
    private static final Logger LOG = LoggerFactory.getLogger(AgeWarning.class);
    private static final Duration OLD = Retention.KEPT.dividedBy(2);
    private static final Duration AGAIN = Duration.ofHours(1);

    /** At the start it is not known what waits, and a backlog may be read at once. */
    private static final Duration FIRST = Duration.ofMinutes(5);

    private final TimeSource time;
    private final String tableName;
    private @Nullable Long dueAt;

    AgeWarning(TimeSource time, String tableName) {
        this.time = time;
        this.tableName = tableName;
    }

    /**
     * Takes in what waits now.
     *
     * @param oldest when the oldest change that is not acknowledged may have been written
     */
    void look(Instant oldest, Instant now) {
        Duration age = Duration.between(oldest, now);
        if (age.compareTo(OLD) < 0) {
            dueAt = null;
            return;
        }
        dueAt = dueAt == null ? Long.valueOf(time.nanoTime() + FIRST.toNanos()) : dueAt;
        if (time.nanoTime() - dueAt < 0) {
            return;
        }
        dueAt = time.nanoTime() + AGAIN.toNanos();
        LOG.warn(
                "The oldest change of table '{}' that is not acknowledged is {} h old: its stream keeps changes for {} h",
                tableName,
                age.toHours(),
                Retention.KEPT.toHours());
    }
}
