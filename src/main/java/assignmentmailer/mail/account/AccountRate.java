package assignmentmailer.mail.account;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Grants turns to send at this copy's share of the account's current send rate, and counts them against the daily
 * quota.
 */
final class AccountRate {
    /** The part of the account's rate that a copy uses without a share of its own, so that a mail now and then costs none. */
    private static final double WITHOUT_SHARE = 0.1;

    /** The least interval of turns without a share. */
    private static final Duration BETWEEN_TURNS_WITHOUT_SHARE = Duration.ofSeconds(1);

    /** How soon a turn is tried again while the other copies' shares are not known yet. */
    private static final Duration UNTIL_SHARE_IS_KNOWN = Duration.ofMillis(10);

    private static final Duration BETWEEN_QUOTAS = Duration.ofMinutes(1);
    private static final Duration BETWEEN_QUOTAS_WHEN_SHORT = Duration.ofSeconds(1);

    /** The quota is short while this copy could use up its part in fewer than this many refreshes. */
    private static final double SHORT_OF_REFRESHES = 3;

    private static final Duration UNTIL_QUOTA_IS_KNOWN = Duration.ofMillis(100);

    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    private final QuotaTracker quota;
    private final double limit;
    private final Duration betweenFirstTurns;
    private final SendShare share;
    private final InstantSource wallClock;
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
    AccountRate(
            QuotaTracker quota,
            double limit,
            Duration betweenFirstTurns,
            SendShare share,
            InstantSource wallClock,
            NanoClock clock) {
        this.quota = quota;
        this.limit = limit;
        this.betweenFirstTurns = betweenFirstTurns;
        this.share = share;
        this.wallClock = wallClock;
        this.clock = clock;
        this.pacer = new SendPacer(perSecond(), clock.nanos());
        this.lastTurn = clock.nanos() - betweenFirstTurns.toNanos();
    }

    /** Returns whether SES was asked for the quota, answered or not. */
    boolean isKnown() {
        return quota.isAsked();
    }

    /** Returns whether the daily quota is used up for this copy, also after a fresh answer of SES. */
    boolean isUsedUp() {
        return quota.isUsedUp();
    }

    /** Returns the mails left in the daily quota, infinite without a limit. */
    double quotaLeft() {
        return quota.now().left();
    }

    /** Returns the used share of the daily quota, from 0 to 1, 0 without a limit. */
    double quotaUsed() {
        return quota.now().used();
    }

    /** Takes a turn and returns 0 or less; or returns the least nanoseconds until the next turn. */
    synchronized long untilTurn() {
        long now = clock.nanos();
        long wait = quota.isShared() && quota.leftForThisCopy() < 1 ? UNTIL_QUOTA_IS_KNOWN.toNanos() : untilDue(now);
        if (wait <= 0) {
            pacer.take(now);
            quota.count(1);
            lastTurn = now;
        }
        return wait;
    }

    /** Asks for a share only where turns follow each other closely: a copy with a mail now and then takes none. */
    private long untilDue(long now) {
        double perSecond = perSecond();
        boolean isRare = now - lastTurn >= betweenTurnsWithoutShare(perSecond);
        if (isRare && untilPaced(now) <= 0) {
            return untilPaced(now);
        }
        Optional<SendShare.Part> mine = share.of(perSecond);
        mine.ifPresent(part -> pacer.limitTo(part.perSecond(), slots(part, perSecond)));
        return mine.isPresent() ? untilPaced(now) : Math.max(untilPaced(now), UNTIL_SHARE_IS_KNOWN.toNanos());
    }

    private SendSlots slots(SendShare.Part part, double perSecond) {
        if (part.copies() == 1) {
            return SendSlots.ANY;
        }
        Instant wall = wallClock.instant();
        long offset = SECOND * wall.getEpochSecond() + wall.getNano() - clock.nanos();
        long length = (long) (SECOND / (SendPacer.SHARE_OF_RATE * perSecond));
        return new SendSlots(length, part.position(), part.copies(), offset);
    }

    private long untilPaced(long now) {
        long first = isFullRateAllowed ? 0 : lastTurn + betweenFirstTurns.toNanos() - now;
        return Math.max(first, pacer.untilNext(now));
    }

    private static long betweenTurnsWithoutShare(double perSecond) {
        return Math.max(BETWEEN_TURNS_WITHOUT_SHARE.toNanos(), (long) (SECOND / (WITHOUT_SHARE * perSecond)));
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
        Duration between = tooFast || isShort() ? BETWEEN_QUOTAS_WHEN_SHORT : BETWEEN_QUOTAS;
        return !quota.isAsked() || !isHeld && clock.nanos() - lastQuota >= between.toNanos();
    }

    /** A single copy knows what is left by its own count. */
    private boolean isShort() {
        return quota.isShared() && quota.leftForThisCopy() < SHORT_OF_REFRESHES * perSecond();
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
