package assignmentmailer.mail;

import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.OptionalDouble;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangePropertyKey;
import org.apache.camel.Processor;
import org.apache.camel.component.micrometer.MicrometerConstants;
import org.apache.camel.component.micrometer.MicrometerUtils;
import org.apache.camel.support.service.ServiceSupport;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.ses.model.GetSendQuotaResponse;

/**
 * Lets mails pass one after the other, at the pace that the account allows, and hardly any while mailing is held.
 *
 * <p>In a route it is also the processor that runs before a mail is tried again after a failure that may pass.
 */
public final class SendRate extends ServiceSupport implements Processor {
    /** Mails a second where nobody tells: what a new account gets outside the sandbox. */
    private static final double FALLBACK = 14;

    private static final String TURN = "mail.turn";

    /** Until a mail was taken for the first time, as the account may well be on hold since before the start. */
    private static final Duration BETWEEN_FIRST_TURNS = Duration.ofSeconds(1);

    private static final Duration BETWEEN_QUOTAS = Duration.ofMinutes(1);
    private static final Duration BETWEEN_QUOTAS_WHEN_USED_UP = Duration.ofSeconds(10);
    private static final Duration BETWEEN_QUOTAS_WHEN_TOO_FAST = Duration.ofSeconds(1);

    /** So long after the last one waited, a hold has nobody left who would end it: another instance mailed them. */
    private static final Duration DESERTED = Duration.ofMinutes(1);

    /** Who waits looks so often whether anything has changed. */
    private static final Duration GLANCE = Duration.ofMillis(100);

    private final CamelContext context;
    private final AccountQuota quota;
    private final double limit;
    private final Duration betweenProbes;
    private final AccountHold hold;
    private final InstantSource clock;
    private final Ticker ticker;

    /** Fair, so that mails pass in the order in which they came. */
    private final ReentrantLock turns = new ReentrantLock(true);

    private final Pace pace;
    private final UncountedAttempt uncounted = new UncountedAttempt();
    private long lastTurn;
    private long lastWaiter;
    private long lastQuota;
    private boolean tooFast;
    private boolean isProven;

    /**
     * @param ses asks for the account's quota
     * @param limit mails a second that are never exceeded, whatever the account allows
     * @param betweenProbes while held, one mail in so long finds out whether the account works again
     */
    public SendRate(
            CamelContext context,
            Supplier<GetSendQuotaResponse> ses,
            OptionalDouble limit,
            Duration betweenProbes,
            AccountHold hold,
            InstantSource clock) {
        this(
                context,
                new AccountQuota(() -> SendQuota.of(ses.get()), limit.orElse(FALLBACK)),
                limit.orElse(Double.POSITIVE_INFINITY),
                betweenProbes,
                hold,
                clock,
                Ticker.SYSTEM);
    }

    SendRate(
            CamelContext context,
            AccountQuota quota,
            double limit,
            Duration betweenProbes,
            AccountHold hold,
            InstantSource clock,
            Ticker ticker) {
        this.context = context;
        this.quota = quota;
        this.limit = limit;
        this.betweenProbes = betweenProbes;
        this.hold = hold;
        this.clock = clock;
        this.ticker = ticker;
        this.pace = new Pace(perSecond(), ticker.nanos());
        this.lastTurn = ticker.nanos() - betweenProbes.toNanos();
    }

    @Override
    protected void doStart() {
        MeterRegistry registry = MicrometerUtils.getMeterRegistryFromCamelRegistry(
                context.getRegistry(), MicrometerConstants.METRICS_REGISTRY_NAME);
        if (registry != null) {
            MailMeters.show(registry, hold, quota, clock);
        }
        ScheduledExecutorService timer =
                context.getExecutorServiceManager().newSingleThreadScheduledExecutor(this, "send-quota");
        timer.scheduleWithFixedDelay(this::look, 0, 1, TimeUnit.SECONDS);
    }

    /**
     * Returns when it is this mail's turn.
     *
     * @throws RejectedExecutionException when the service stops and the turn is 100 ms off, or more
     */
    public void awaitTurn(Exchange exchange) throws InterruptedException {
        hold.join(exchange);
        turns.lockInterruptibly();
        try {
            for (long wait = untilTurn(exchange); wait > 0; wait = untilTurn(exchange)) {
                ticker.sleep(Duration.ofNanos(Math.min(wait, GLANCE.toNanos())));
            }
            exchange.setProperty(TURN, clock.instant());
        } finally {
            turns.unlock();
        }
    }

    /** Ends a turn that was good for something: a mail was taken, or turned out to be a duplicate. */
    public void endTurn(Exchange exchange) {
        if (exchange.getProperty(ExchangePropertyKey.DUPLICATE_MESSAGE, false, Boolean.class)) {
            giveTurnBack();
        } else {
            hold.lift(exchange.getProperty(TURN, Instant.class));
            prove();
        }
    }

    /**
     * Slows down when SES said that it was too much. A failure that is not SES's says nothing of the mail: the turn is
     * given back, and the attempt does not count.
     */
    @Override
    public synchronized void process(Exchange exchange) {
        Exception failure = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Exception.class);
        if (!(failure instanceof SdkException)) {
            giveTurnBack();
            uncounted.process(exchange);
        } else if (Faults.isTooFast(failure)) {
            pace.refused(ticker.nanos());
            tooFast = true;
        }
    }

    /** Takes the turn and returns 0, or returns how long it is until then at least, in nanoseconds. */
    private synchronized long untilTurn(Exchange exchange) {
        long now = ticker.nanos();
        lastWaiter = now;
        long wait = untilTurn(exchange, now);
        if (wait >= GLANCE.toNanos() && context.isStopping()) {
            throw new RejectedExecutionException("The service is stopping");
        }
        if (wait <= 0) {
            pace.take(now);
            quota.count(1);
            lastTurn = now;
        }
        return wait;
    }

    private long untilTurn(Exchange exchange, long now) {
        if (!quota.isAsked()) {
            return GLANCE.toNanos();
        }
        if (quota.now().isUsedUp()) {
            hold.begin("the account's daily quota is used up", exchange);
            return GLANCE.toNanos();
        }
        if (hold.isHeld()) {
            return lastTurn + betweenProbes.toNanos() - now;
        }
        return isProven ? pace.untilNext(now) : lastTurn + BETWEEN_FIRST_TURNS.toNanos() - now;
    }

    private synchronized void prove() {
        isProven = true;
    }

    private synchronized void giveTurnBack() {
        pace.giveBack(ticker.nanos());
        quota.count(-1);
        lastTurn -= betweenProbes.toNanos();
    }

    /** Looks after what changes by itself; to be called about every second. */
    void look() {
        if (isQuotaDue()) {
            quota.refresh();
            noteQuota();
        }
        endDesertedHold();
        hold.remind();
    }

    private synchronized void endDesertedHold() {
        if (hold.isHeld() && ticker.nanos() - lastWaiter > DESERTED.toNanos()) {
            hold.release();
            isProven = false;
        }
    }

    private synchronized boolean isQuotaDue() {
        Duration between = tooFast
                ? BETWEEN_QUOTAS_WHEN_TOO_FAST
                : quota.now().isUsedUp() ? BETWEEN_QUOTAS_WHEN_USED_UP : BETWEEN_QUOTAS;
        return !quota.isAsked() || ticker.nanos() - lastQuota >= between.toNanos();
    }

    private synchronized void noteQuota() {
        lastQuota = ticker.nanos();
        tooFast = false;
        pace.follow(perSecond());
    }

    private double perSecond() {
        return Math.min(limit, quota.now().perSecond());
    }
}
