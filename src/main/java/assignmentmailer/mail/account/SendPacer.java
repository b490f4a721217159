package assignmentmailer.mail.account;

import java.util.concurrent.TimeUnit;

/**
 * Spaces turns evenly, without making up for idle time: arithmetic on a clock in nanoseconds that is handed in. Not safe
 * for several threads.
 */
final class SendPacer {
    /** So that calls that take unequally long on their way do not arrive as one more than the rate. */
    private static final double SHARE_OF_RATE = 0.98;

    /** What is made up for when a turn was taken late, as threads wake up late: what the share leaves of a second. */
    private static final long MAX_LATENESS = TimeUnit.MILLISECONDS.toNanos(20);

    /** One refusal in so many turns is chance. */
    private static final double TURNS_A_REFUSAL = 100;

    private static final double SLOWDOWN = 0.95;
    private static final double RECOVERY_PER_SECOND = 0.01;
    private static final double LEAST_SHARE = 0.05;
    private static final double SECOND = TimeUnit.SECONDS.toNanos(1);

    private double perSecond;
    private double share = 1;
    private long shareAt;
    private long next;
    private double refusals;

    SendPacer(double perSecond, long now) {
        this.perSecond = perSecond;
        this.shareAt = now;
        this.next = now;
    }

    /** Follows another rate, at full speed. */
    void follow(double newPerSecond) {
        if (newPerSecond != perSecond) {
            perSecond = newPerSecond;
            share = 1;
        }
    }

    /** Returns how many nanoseconds are left until the next turn; none or less when it can be taken. */
    long untilNext(long now) {
        return next - now;
    }

    void take(long now) {
        refusals = Math.max(0, refusals - 1 / TURNS_A_REFUSAL);
        next = Math.max(next, now - MAX_LATENESS) + interval(now);
    }

    /** Gives a turn back that was not needed. */
    void giveBack(long now) {
        next -= interval(now);
    }

    /**
     * Notes that a mail was refused because too many were sent. When it is more than chance, others send on the same
     * account: room is made for them, 5 % at once, though no more than once a second, and full speed comes back bit by
     * bit.
     */
    void refused(long now) {
        refusals++;
        if (refusals > 1 && (now - shareAt >= SECOND || share == 1)) {
            share = Math.max(LEAST_SHARE, share(now) * SLOWDOWN);
            shareAt = now;
        }
    }

    private long interval(long now) {
        return (long) (SECOND / (perSecond * SHARE_OF_RATE * share(now)));
    }

    private double share(long now) {
        return Math.min(1, share + RECOVERY_PER_SECOND * ((now - shareAt) / SECOND));
    }
}
