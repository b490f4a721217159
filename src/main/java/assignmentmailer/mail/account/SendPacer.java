package assignmentmailer.mail.account;

import java.util.concurrent.TimeUnit;

/**
 * Spaces turns evenly, without catching up after idle time. Pure arithmetic on nanoseconds passed in; not thread-safe.
 */
final class SendPacer {
    /**
     * The share of the rate that is used, so that varying network latency does not make calls arrive above the rate.
     */
    private static final double SHARE_OF_RATE = 0.98;

    /** The most lateness caught up after a thread woke up late: the part of a second that the share leaves unused. */
    private static final long MAX_LATENESS = TimeUnit.MILLISECONDS.toNanos(20);

    /** One refusal per this number of turns is chance. */
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

    /** Switches to another rate, without slowdown. */
    void setRate(double newPerSecond) {
        if (newPerSecond != perSecond) {
            perSecond = newPerSecond;
            share = 1;
        }
    }

    /** Returns the nanoseconds until the next turn; 0 or less when it is due. */
    long untilNext(long now) {
        return next - now;
    }

    void take(long now) {
        refusals = Math.max(0, refusals - 1 / TURNS_A_REFUSAL);
        next = Math.max(next, now - MAX_LATENESS) + interval(now);
    }

    /** Returns an unused turn. */
    void giveBack(long now) {
        next -= interval(now);
    }

    /**
     * Records that SES refused a mail because the send rate was exceeded. More refusals than chance mean that other
     * programs send on the same account: the rate drops by 5 %, at most once a second, and recovers by 1 % a second.
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
