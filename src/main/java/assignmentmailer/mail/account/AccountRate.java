package assignmentmailer.mail.account;

import java.time.Duration;

/** Gives turns at the account's send rate, which it follows, and within the daily quota. */
final class AccountRate {
    /** Until a mail was taken for the first time, as the account may well be on hold since before the start. */
    private static final Duration BETWEEN_FIRST_TURNS = Duration.ofSeconds(1);

    private static final Duration BETWEEN_QUOTAS = Duration.ofMinutes(1);
    private static final Duration BETWEEN_QUOTAS_WHEN_TOO_FAST = Duration.ofSeconds(1);

    private final QuotaTracker quota;
    private final double limit;
    private final NanoClock clock;
    private final SendPacer pacer;
    private long lastTurn;
    private long lastQuota;
    private boolean tooFast;
    private boolean isProven;

    /** @param limit mails a second that are never exceeded, whatever the account allows */
    AccountRate(QuotaTracker quota, double limit, NanoClock clock) {
        this.quota = quota;
        this.limit = limit;
        this.clock = clock;
        this.pacer = new SendPacer(perSecond(), clock.nanos());
        this.lastTurn = clock.nanos() - BETWEEN_FIRST_TURNS.toNanos();
    }

    /** Whether the quota is known, as far as it can be. */
    boolean isKnown() {
        return quota.isAsked();
    }

    boolean isUsedUp() {
        return quota.now().isUsedUp();
    }

    /** Mails that the account may still send today, infinite where there is no limit. */
    double quotaLeft() {
        return quota.now().left();
    }

    /** Takes a turn and returns 0 or less, or returns how many nanoseconds it is until the next at least. */
    synchronized long untilTurn() {
        long now = clock.nanos();
        long wait = isProven ? pacer.untilNext(now) : lastTurn + BETWEEN_FIRST_TURNS.toNanos() - now;
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
        lastTurn -= BETWEEN_FIRST_TURNS.toNanos();
    }

    /** Goes at full speed, because SES took a mail. */
    synchronized void prove() {
        isProven = true;
    }

    /** Slows down, because SES said that more was sent in a second than the account may. */
    synchronized void slowDown() {
        pacer.refused(clock.nanos());
        tooFast = true;
    }

    /** Asks for the quota when that is due, and follows it; to be called about every second. */
    void look(boolean isHeld) {
        if (isQuotaDue(isHeld)) {
            quota.refresh();
            noteQuota();
        }
        follow();
    }

    /** While held, the prober asks. */
    private synchronized boolean isQuotaDue(boolean isHeld) {
        Duration between = tooFast ? BETWEEN_QUOTAS_WHEN_TOO_FAST : BETWEEN_QUOTAS;
        return !quota.isAsked() || !isHeld && clock.nanos() - lastQuota >= between.toNanos();
    }

    private synchronized void noteQuota() {
        lastQuota = clock.nanos();
        tooFast = false;
    }

    private synchronized void follow() {
        pacer.follow(perSecond());
    }

    private double perSecond() {
        return Math.min(limit, quota.now().perSecond());
    }
}
