package assignmentmailer.mail.account;

import assignmentmailer.stream.sim.VirtualTime;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Random;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Sends mails as fast as the account's rate and its share admit, in virtual time. */
public final class SimulatedSender {
    private static final Duration TICK = Duration.ofSeconds(1);
    private static final Duration LOOK = Duration.ofMillis(100);
    private static final int MOST_LATENESS_MICROS = 2_000;
    private static final int MOST_WAY_MICROS = 20_000;

    private final VirtualTime time;
    private final Random random;
    private final AccountRate rate;
    private final BooleanSupplier ses;
    private Duration between = Duration.ZERO;
    private boolean isSending = true;
    private boolean isEnded;
    private int accepted;
    private int refused;

    /** @param ses takes a mail, or refuses it because the account's rate is exceeded */
    public SimulatedSender(
            VirtualTime time,
            InstantSource wallClock,
            NanoClock clock,
            SendShare share,
            Supplier<SendQuota> quotaSource,
            BooleanSupplier ses,
            long seed) {
        QuotaTracker quota = new QuotaTracker(quotaSource, 14, share::copies, wallClock);
        this.time = time;
        this.random = new Random(seed);
        this.rate = new AccountRate(quota, Double.POSITIVE_INFINITY, Duration.ofSeconds(1), share, wallClock, clock);
        this.ses = ses;
    }

    /**
     * Starts to send.
     *
     * @param interval how often a mail comes; 0 for a backlog
     */
    public void start(Duration interval) {
        between = interval;
        tick();
        next();
    }

    public void pause() {
        isSending = false;
    }

    public void resume() {
        isSending = true;
    }

    /** Ends the sender at once. */
    public void kill() {
        isEnded = true;
    }

    public int accepted() {
        return accepted;
    }

    public int refused() {
        return refused;
    }

    private void tick() {
        if (!isEnded) {
            rate.tick(false);
            time.after(TICK, this::tick);
        }
    }

    private void next() {
        if (isEnded) {
            return;
        }
        Duration wait = isSending && !rate.isUsedUp() ? Duration.ofNanos(rate.untilTurn()) : LOOK;
        if (isSending && wait.compareTo(Duration.ZERO) <= 0) {
            time.after(micros(MOST_WAY_MICROS), this::arrive);
            time.after(between, this::next);
        } else {
            time.after(wait.compareTo(LOOK) > 0 ? LOOK : wait.plus(micros(MOST_LATENESS_MICROS)), this::next);
        }
    }

    private void arrive() {
        if (ses.getAsBoolean()) {
            accepted++;
            rate.allowFullRate();
        } else {
            refused++;
            rate.slowDown();
        }
    }

    private Duration micros(int most) {
        return Duration.ofNanos(1_000L * random.nextInt(most));
    }
}
