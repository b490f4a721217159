package assignmentmailer.mail.account;

import java.util.concurrent.TimeUnit;

/**
 * Spaces turns evenly, without catching up after idle time. Pure arithmetic on nanoseconds passed in; not thread-safe.
 */
final class SendPacer {
    /**
     * The share of the rate that is used, so that varying network latency does not make calls arrive above the rate.
     */
    static final double SHARE_OF_RATE = 0.98;

    /** The most lateness caught up after a thread woke up late: the part of a second that the share leaves unused. */
    private static final long MAX_LATENESS = TimeUnit.MILLISECONDS.toNanos(20);

    /** One refusal per this number of turns is chance. */
    private static final double TURNS_A_REFUSAL = 100;

    private static final double SLOWDOWN = 0.95;
    private static final double RECOVERY_PER_SECOND = 0.01;
    private static final double LEAST_SHARE = 0.05;
    private static final double SECOND = TimeUnit.SECONDS.toNanos(1);

    private double perSecond;
    private double most = Double.POSITIVE_INFINITY;
    private SendSlots slots = SendSlots.ANY;
    private double share = 1;
    private long shareAt;
    private long last;
    private double refusals;

    SendPacer(double perSecond, long now) {
        this.perSecond = perSecond;
        this.shareAt = now;
        this.last = now - interval(now);
    }

    /** Switches to another rate, without slowdown. */
    void setRate(double newPerSecond) {
        if (newPerSecond != perSecond) {
            perSecond = newPerSecond;
            share = 1;
        }
    }

    /**
     * Caps the turns per second below the rate, and has them come in some slots only. A slowdown stays, and the next turn
     * comes at the new pace.
     */
    void limitTo(double mostPerSecond, SendSlots only) {
        most = mostPerSecond;
        slots = only;
    }

    /** Returns the nanoseconds until the next turn; 0 or less when it is due. */
    long untilNext(long now) {
        return slots.next(last + interval(now)) - now;
    }

    void take(long now) {
        refusals = Math.max(0, refusals - 1 / TURNS_A_REFUSAL);
        // half a period late is early enough for the next slot, which no other copy uses
        last = Math.max(last + interval(now), now - Math.max(MAX_LATENESS, slots.period() / 2));
    }

    /** Returns an unused turn. */
    void giveBack(long now) {
        last -= interval(now);
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
        return (long) (SECOND / (Math.min(perSecond, most) * SHARE_OF_RATE * share(now)));
    }

    private double share(long now) {
        return Math.min(1, share + RECOVERY_PER_SECOND * ((now - shareAt) / SECOND));
    }
}
