package assignmentmailer.mail.account;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** A clock that advances only by sleeping. */
public final class FakeClock implements NanoClock, InstantSource {
    private static final Instant START = Instant.parse("2026-11-22T12:00:00Z");

    /** {@link System#nanoTime} starts anywhere and may overflow: this one does after a minute. */
    private static final long ORIGIN = Long.MAX_VALUE - Duration.ofMinutes(1).toNanos();

    private Duration passed = Duration.ZERO;
    private Duration ahead = Duration.ZERO;
    private Runnable everySecond = () -> {};

    void everySecond(Runnable task) {
        everySecond = task;
    }

    @Override
    public long nanos() {
        return ORIGIN + passed.toNanos();
    }

    /** Returns the time since the start. */
    public Duration passed() {
        return passed;
    }

    @Override
    public Instant instant() {
        return START.plus(passed).plus(ahead);
    }

    /** Sets the clock on the wall back, by which no time passes. */
    void setBack(Duration time) {
        ahead = ahead.minus(time);
    }

    @Override
    public void sleep(Duration time) {
        Duration after = passed.plus(time);
        for (long second = passed.toSeconds() + 1; second <= after.toSeconds(); second++) {
            passed = Duration.ofSeconds(second);
            everySecond.run();
        }
        passed = after;
    }
}
