package assignmentmailer.mail.account;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
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

/** Lets mails pass one after the other at the account's send rate; on hold, admits only occasional trials. */
public final class SendLimiter extends ServiceSupport {
    /** Mails a second where nobody tells: what a new account gets outside the sandbox. */
    private static final double FALLBACK = 14;

    private static final String TURN = "mail.turn";
    private static final Duration LONGEST_LOOK = Duration.ofSeconds(1);

    /** Who waits looks so often whether anything has changed. */
    private static final Duration GLANCE = Duration.ofMillis(100);

    private final CamelContext context;
    private final MailingHold hold;
    private final MailHistory history;
    private final AccountRate rate;
    private final HoldGate gate;
    private final HoldProber prober;
    private final Duration betweenProbes;
    private final InstantSource clock;
    private final NanoClock nanoClock;

    /** Whether the last mail that was looked at had been sent before. */
    private volatile boolean isPassingOver;

    /** Fair, so that mails pass in the order in which they came. */
    private final ReentrantLock turns = new ReentrantLock(true);

    /**
     * @param quotaSource asks SES
     * @param limit mails a second that are never exceeded, whatever the account allows
     * @param betweenProbes while held, one probe in so long finds out whether SES takes mails again
     * @param history of the mails that wait while held
     */
    public SendLimiter(
            CamelContext context,
            Supplier<SendQuota> quotaSource,
            OptionalDouble limit,
            Duration betweenProbes,
            MailingHold hold,
            Probe probe,
            MailHistory history,
            InstantSource clock) {
        this(
                context,
                new QuotaTracker(quotaSource, limit.orElse(FALLBACK), clock),
                limit.orElse(Double.POSITIVE_INFINITY),
                betweenProbes,
                hold,
                probe,
                history,
                clock,
                NanoClock.SYSTEM,
                context.getExecutorServiceManager().newSingleThreadExecutor(SendLimiter.class, "mail-probe"));
    }

    SendLimiter(
            CamelContext context,
            QuotaTracker quota,
            double limit,
            Duration betweenProbes,
            MailingHold hold,
            Probe probe,
            MailHistory history,
            InstantSource clock,
            NanoClock nanoClock,
            Executor probing) {
        this.context = context;
        this.hold = hold;
        this.history = history;
        this.rate = new AccountRate(quota, limit, nanoClock);
        this.gate = new HoldGate(hold, history::hasFailed, betweenProbes, nanoClock);
        this.prober = new HoldProber(hold, gate, quota, probe, betweenProbes, nanoClock, probing);
        this.betweenProbes = betweenProbes;
        this.clock = clock;
        this.nanoClock = nanoClock;
    }

    @Override
    protected void doStart() {
        ScheduledExecutorService timer =
                context.getExecutorServiceManager().newSingleThreadScheduledExecutor(this, "send-quota");
        long millis = Math.min(LONGEST_LOOK.toMillis(), betweenProbes.toMillis());
        timer.scheduleWithFixedDelay(this::look, 0, millis, TimeUnit.MILLISECONDS);
    }

    /** Mails that the account may still send today, infinite where there is no limit. */
    public double quotaLeft() {
        return rate.quotaLeft();
    }

    /**
     * Returns when it is this mail's turn. A mail that was sent before needs none: while mailing is held, and once one has
     * been passed over, each is looked up before it waits.
     *
     * @throws MailDeferredException when the mail is to make room for others while mailing is held
     * @throws MailExpiredException when the stream or queue will forget the record within the hour, while mailing is held
     * @throws RejectedExecutionException when the service stops and the turn is 100 ms off, or more
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
        exchange.setProperty(TURN, new Turn(clock.instant(), isTrial));
    }

    /** Ends the turn of a mail that SES took. */
    public void taken(Exchange exchange) {
        Turn turn = exchange.getProperty(TURN, Turn.class);
        if (turn != null) {
            hold.lift(turn.at());
        }
        rate.prove();
    }

    /** Gives the turn of a mail back that had been sent before: after a restart more such mails will follow. */
    public void passedOver(Exchange exchange) {
        isPassingOver = true;
        notTried(exchange);
    }

    /** Gives the turn of a mail back that was not sent, for no fault of SES's. */
    public void notTried(Exchange exchange) {
        if (exchange.removeProperty(TURN) instanceof Turn turn) {
            rate.giveBack();
            if (turn.isTrial()) {
                gate.open();
            }
        }
    }

    /** Slows down, because SES said that more was sent in a second than the account may. */
    public void slowDown() {
        rate.slowDown();
    }

    /** Returns false when mailing is held meanwhile. */
    private boolean awaitRate(Exchange exchange, boolean isTrial) throws InterruptedException {
        turns.lockInterruptibly();
        try {
            for (long wait = untilTurn(exchange); wait > 0; wait = untilTurn(exchange)) {
                if (wait >= GLANCE.toNanos() && context.isStopping()) {
                    throw new RejectedExecutionException("The service is stopping");
                }
                nanoClock.sleep(Duration.ofNanos(Math.min(wait, GLANCE.toNanos())));
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
            return GLANCE.toNanos();
        }
        if (rate.isUsedUp()) {
            hold.begin(HoldCause.QUOTA, "the account's daily quota is used up", exchange);
            return GLANCE.toNanos();
        }
        return rate.untilTurn();
    }

    /** Looks after what changes by itself; to be called about every second. */
    void look() {
        rate.look(hold.isHeld());
        prober.look();
        hold.remind();
    }

    /** @param isTrial whether it is the only one that passes while mailing is held */
    private record Turn(Instant at, boolean isTrial) {}
}
