package assignmentmailer.mail.account;

import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.support.service.ServiceSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes each mail wait for its turn at the account's send rate; during a hold, admits only occasional trials. */
public final class SendLimiter extends ServiceSupport {
    /** Mails per second without an answer from SES: a new account's rate outside the sandbox. */
    private static final double FALLBACK = 14;

    private static final Logger LOG = LoggerFactory.getLogger(SendLimiter.class);
    private static final String TURN = "mail.turn";
    private static final Duration LONGEST_TICK = Duration.ofSeconds(1);

    /** The interval at which a waiting mail checks for a change. */
    private static final Duration CHECK_INTERVAL = Duration.ofMillis(100);

    private final CamelContext context;
    private final MailingHold hold;
    private final MailHistory history;
    private final Supplier<Optional<String>> refusal;
    private final AccountRate rate;
    private final HoldGate gate;
    private final HoldProber prober;

    /** The interval of updates, and of mails until SES has accepted one. */
    private final Duration tick;

    private final NanoClock nanoClock;

    /** Whether the last mail looked up in the ledger had been sent already. */
    private volatile boolean isPassingOver;

    /** Fair, so that mails keep their order of arrival. */
    private final ReentrantLock turns = new ReentrantLock(true);

    /**
     * @param quotaSource calls GetSendQuota
     * @param limit the cap in mails per second of all copies, whatever the account allows
     * @param share this copy's share of the lower of both
     * @param betweenProbes the interval of probes during a hold
     * @param history looks up earlier attempts of a mail
     * @param refusal why no mail should be sent although SES may take it, empty while it should
     */
    public SendLimiter(
            CamelContext context,
            Supplier<SendQuota> quotaSource,
            OptionalDouble limit,
            SendShare share,
            Duration betweenProbes,
            MailingHold hold,
            Probe probe,
            MailHistory history,
            Supplier<Optional<String>> refusal,
            InstantSource clock) {
        this(
                context,
                new QuotaTracker(quotaSource, limit.orElse(FALLBACK), share::copies, clock),
                limit.orElse(Double.POSITIVE_INFINITY),
                share,
                betweenProbes,
                hold,
                probe,
                history,
                refusal,
                clock,
                NanoClock.SYSTEM,
                context.getExecutorServiceManager().newSingleThreadExecutor(SendLimiter.class, "mail-probe"));
    }

    SendLimiter(
            CamelContext context,
            QuotaTracker quota,
            double limit,
            SendShare share,
            Duration betweenProbes,
            MailingHold hold,
            Probe probe,
            MailHistory history,
            Supplier<Optional<String>> refusal,
            InstantSource clock,
            NanoClock nanoClock,
            Executor probing) {
        this.context = context;
        this.hold = hold;
        this.history = history;
        this.refusal = refusal;
        this.tick = betweenProbes.compareTo(LONGEST_TICK) < 0 ? betweenProbes : LONGEST_TICK;
        this.rate = new AccountRate(quota, limit, tick, share, clock, nanoClock);
        this.gate = new HoldGate(hold, history, betweenProbes, nanoClock);
        this.prober = new HoldProber(
                hold, gate, quota, () -> refusal.get().isPresent(), probe, betweenProbes, nanoClock, probing);
        this.nanoClock = nanoClock;
    }

    @Override
    protected void doStart() {
        ScheduledExecutorService timer =
                context.getExecutorServiceManager().newSingleThreadScheduledExecutor(this, "send-quota");
        timer.scheduleWithFixedDelay(this::tickSafely, 0, tick.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Returns the mails left in the daily quota, infinite without a limit. */
    public double quotaLeft() {
        return rate.quotaLeft();
    }

    /** Returns the used share of the daily quota, from 0 to 1, 0 without a limit. */
    public double quotaUsed() {
        return rate.quotaUsed();
    }

    /**
     * Blocks until it is this mail's turn. A mail that has been sent already needs no turn: during a hold, and after a
     * mail was skipped as already sent, each mail is looked up in the ledger before it waits.
     *
     * @throws MailDeferredException when the mail gives its place to others during a hold
     * @throws MailExpiredException when the record expires within an hour, during a hold
     * @throws RejectedExecutionException when the service is stopping and the turn is 100 ms away or more
     */
    public void awaitTurn(Exchange exchange) throws InterruptedException {
        boolean isTrial;
        do {
            if (hold.isHeld() || isPassingOver) {
                isPassingOver = history.isSent(exchange);
                if (isPassingOver) {
                    return;
                }
            }
            isTrial = hold.isHeld() && gate.await(exchange);
        } while (!awaitRate(exchange, isTrial));
        exchange.setProperty(TURN, new Turn(hold.times(), isTrial));
    }

    /** Completes the turn of a mail that SES accepted. */
    public void taken(Exchange exchange) {
        Turn turn = exchange.getProperty(TURN, Turn.class);
        if (turn != null) {
            hold.lift(turn.timesHeld());
        }
        rate.allowFullRate();
    }

    /** Returns whether SES accepted the latest probes of a hold. */
    public boolean isProbeTaken() {
        return prober.isTaken();
    }

    /** Ends a hold because SES accepts probes, and only one mail fails all the same. */
    public void resume() {
        hold.release();
    }

    /** Returns the turn of a mail that had been sent already; after a restart, more such mails follow. */
    public void passedOver(Exchange exchange) {
        isPassingOver = true;
        notTried(exchange);
    }

    /** Returns the turn of a mail that was not attempted, for a reason unrelated to SES. */
    public void notTried(Exchange exchange) {
        if (exchange.removeProperty(TURN) instanceof Turn turn) {
            rate.giveBack();
            if (turn.isTrial()) {
                gate.open();
            }
        }
    }

    /** Slows down, because SES reported that the account's send rate was exceeded. */
    public void slowDown() {
        rate.slowDown();
    }

    /** Waits for the send rate; returns false when a hold begins meanwhile. */
    private boolean awaitRate(Exchange exchange, boolean isTrial) throws InterruptedException {
        turns.lockInterruptibly();
        try {
            for (long wait = untilTurn(exchange); wait > 0; wait = untilTurn(exchange)) {
                if (wait >= CHECK_INTERVAL.toNanos() && context.isStopping()) {
                    throw new RejectedExecutionException("The service is stopping");
                }
                nanoClock.sleep(Duration.ofNanos(Math.min(wait, CHECK_INTERVAL.toNanos())));
                if (hold.isHeld() && !isTrial) {
                    return false;
                }
            }
            return true;
        } finally {
            turns.unlock();
        }
    }

    private long untilTurn(Exchange exchange) {
        if (!rate.isKnown()) {
            return CHECK_INTERVAL.toNanos();
        }
        if (rate.isUsedUp()) {
            hold.begin(HoldCause.QUOTA, "the account's daily quota is used up", exchange);
            return CHECK_INTERVAL.toNanos();
        }
        Optional<String> refused = refusal.get();
        if (refused.isPresent()) {
            hold.begin(HoldCause.REPUTATION, refused.get(), exchange);
            return CHECK_INTERVAL.toNanos();
        }
        return rate.untilTurn();
    }

    /** A failed tick must not be the last one: a hold would never end. */
    private void tickSafely() {
        try {
            tick();
        } catch (RuntimeException | Error failure) {
            LOG.warn("The send rate and the hold could not be updated; the next update follows", failure);
        }
    }

    /** Refreshes the quota, probes, and logs reminders, each when due; call about once a second. */
    void tick() {
        rate.tick(hold.isHeld());
        prober.tick();
        hold.remind();
    }

    /**
     * @param timesHeld how often mailing had been held by then
     * @param isTrial whether it is the only one that passes while mailing is held
     */
    private record Turn(int timesHeld, boolean isTrial) {}
}
