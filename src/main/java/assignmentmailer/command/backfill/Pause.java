package assignmentmailer.command.backfill;

import java.time.Duration;

/** Waits. */
@FunctionalInterface
interface Pause {
    void sleep(Duration time) throws InterruptedException;
}
