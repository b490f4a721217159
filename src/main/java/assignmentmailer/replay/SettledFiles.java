package assignmentmailer.replay;

import assignmentmailer.mail.account.NanoClock;
import java.io.File;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.camel.component.file.GenericFile;

/**
 * Tells files that are complete from those that are still being written: complete is one that was last written to at
 * least a second ago or, where its time is in the future, stays the same for a second. Unlike Camel's read locks it
 * never waits, so that no file delays the others.
 */
final class SettledFiles {
    private static final Duration QUIET = Duration.ofSeconds(1);

    /** How long a file is remembered that was not seen again. */
    private static final Duration FORGOTTEN_AFTER = Duration.ofMinutes(10);

    private final InstantSource wallClock;
    private final NanoClock clock;
    private final Map<String, Sighting> sightings = new ConcurrentHashMap<>();

    SettledFiles(InstantSource wallClock, NanoClock clock) {
        this.wallClock = wallClock;
        this.clock = clock;
    }

    boolean contain(GenericFile<File> file) {
        String path = file.getAbsoluteFilePath();
        long now = clock.nanos();
        long modified = file.getLastModified();
        long length = file.getFileLength();
        Sighting first = sightings.merge(
                path,
                new Sighting(modified, length, now),
                (before, latest) -> before.isOf(modified, length) ? before : latest);
        boolean isSettled = wallClock.millis() - modified >= QUIET.toMillis() || now - first.since() >= QUIET.toNanos();
        if (isSettled) {
            sightings.remove(path);
        }
        sightings.values().removeIf(sighting -> now - sighting.since() > FORGOTTEN_AFTER.toNanos());
        return isSettled;
    }

    private record Sighting(long modified, long length, long since) {
        boolean isOf(long otherModified, long otherLength) {
            return modified == otherModified && length == otherLength;
        }
    }
}
