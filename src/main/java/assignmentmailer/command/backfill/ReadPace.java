package assignmentmailer.command.backfill;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Spreads reads so that they consume so many units a second on average, whatever each of them turns out to consume. A read
 * is counted as expected when it begins, and as it was when it ends. Thread-safe.
 */
final class ReadPace {
    /** The time without reads that is made up for. */
    private static final Duration CREDIT = Duration.ofSeconds(1);

    private final double perSecond;
    private final LongSupplier nanoClock;
    private final Pause pause;

    /** The time at which all units so far are paid for. */
    private long paidAt;

    /** @param perSecond 0 for as fast as possible */
    ReadPace(double perSecond, LongSupplier nanoClock, Pause pause) {
        this.perSecond = perSecond;
        this.nanoClock = nanoClock;
        this.pause = pause;
        this.paidAt = nanoClock.getAsLong();
    }

    /** Waits until a read may begin, and counts what it is expected to consume. */
    void await(double units) throws InterruptedException {
        long wait = reserve(units);
        if (wait > 0) {
            pause.sleep(Duration.ofNanos(wait));
        }
    }

    /** Counts what a read consumed in place of what was expected. */
    synchronized void settle(double expected, double consumed) {
        paidAt += nanos(consumed - expected);
    }

    private synchronized long reserve(double units) {
        long now = nanoClock.getAsLong();
        if (now - paidAt > CREDIT.toNanos()) {
            paidAt = now - CREDIT.toNanos();
        }
        long wait = paidAt - now;
        paidAt += nanos(units);
        return wait;
    }

    private long nanos(double units) {
        return perSecond == 0 ? 0 : (long) (units / perSecond * TimeUnit.SECONDS.toNanos(1));
    }
}
