package assignmentmailer.mail.account;

import java.time.Duration;

/** Grants turns to send at the account's current send rate, and counts them against the daily quota. */
final class AccountRate {
    private static final Duration BETWEEN_QUOTAS = Duration.ofMinutes(1);
    private static final Duration BETWEEN_QUOTAS_WHEN_TOO_FAST = Duration.ofSeconds(1);

    private final QuotaTracker quota;
    private final double limit;
    private final Duration betweenFirstTurns;
    private final NanoClock clock;
    private final SendPacer pacer;
    private long lastTurn;
    private long lastQuota;
    private boolean tooFast;
    private boolean isFullRateAllowed;

    /**
     * @param limit the cap in mails per second, whatever the account allows
     * @param betweenFirstTurns the interval of turns until SES has accepted a mail: the account may be paused since
     *     before the start
     */
    AccountRate(QuotaTracker quota, double limit, Duration betweenFirstTurns, NanoClock clock) {
        this.quota = quota;
        this.limit = limit;
        this.betweenFirstTurns = betweenFirstTurns;
        this.clock = clock;
        this.pacer = new SendPacer(perSecond(), clock.nanos());
        this.lastTurn = clock.nanos() - betweenFirstTurns.toNanos();
    }

    /** Returns whether SES was asked for the quota, answered or not. */
    boolean isKnown() {
        return quota.isAsked();
    }

    boolean isUsedUp() {
        return quota.now().isUsedUp();
    }

    /** Returns the mails left in the daily quota, infinite without a limit. */
    double quotaLeft() {
        return quota.now().left();
    }

    /** Takes a turn and returns 0 or less; or returns the least nanoseconds until the next turn. */
    synchronized long untilTurn() {
        long now = clock.nanos();
        long wait = isFullRateAllowed ? pacer.untilNext(now) : lastTurn + betweenFirstTurns.toNanos() - now;
        if (wait <= 0) {
            pacer.take(now);
            quota.count(1);
            lastTurn = now;
        }
        return wait;
    }

    synchronized void giveBack() {
        pacer.giveBack(clock.nanos());
        quota.count(-1);
        lastTurn -= betweenFirstTurns.toNanos();
    }

    /** Allows the full send rate, because SES accepted a mail. */
    synchronized void allowFullRate() {
        isFullRateAllowed = true;
    }

    /** Slows down, because SES reported that the account's send rate was exceeded. */
    synchronized void slowDown() {
        pacer.refused(clock.nanos());
        tooFast = true;
    }

    /** Refreshes the quota when due and applies its rate; call about once a second. */
    void tick(boolean isHeld) {
        if (isQuotaDue(isHeld)) {
            quota.refresh();
            noteQuota();
        }
        updateRate();
    }

    /** Returns whether a refresh is due; while mailing is held, the prober refreshes. */
    private synchronized boolean isQuotaDue(boolean isHeld) {
        Duration between = tooFast ? BETWEEN_QUOTAS_WHEN_TOO_FAST : BETWEEN_QUOTAS;
        return !quota.isAsked() || !isHeld && clock.nanos() - lastQuota >= between.toNanos();
    }

    private synchronized void noteQuota() {
        lastQuota = clock.nanos();
        tooFast = false;
    }

    private synchronized void updateRate() {
        pacer.setRate(perSecond());
    }

    private double perSecond() {
        return Math.min(limit, quota.now().perSecond());
    }
}
