package assignmentmailer.mail.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.data.Offset.offset;

import assignmentmailer.LogLines;
import assignmentmailer.mail.SesFaults;
import java.net.ConnectException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.Test;

/** Time advances only by sleeping, so measured rates are exact. */
class SendLimiterTest {
    private static final String FAILED_BEFORE = "failed.before";
    private static final String SENT_BEFORE = "sent.before";
    private static final Duration BETWEEN_PROBES = Duration.ofSeconds(10);

    private final CamelContext context = new DefaultCamelContext() {
        @Override
        public boolean isStopping() {
            return stopping;
        }
    };
    private final FakeClock clock = new FakeClock();
    private final MailingHold hold = new MailingHold(clock);
    private SendQuota told = new SendQuota(25, 50_000, 0);
    private int asked;
    private Probe.Result probe = Probe.Result.TAKEN;
    private int probes;
    private boolean stopping;
    private int lookedUp;
    private Executor probing = Runnable::run;

    private SendLimiter started(double limit) {
        return started(limit, this::ask);
    }

    private Optional<String> refusal = Optional.empty();

    private SendQuota ask() {
        asked++;
        return told;
    }

    private SendLimiter started() {
        return started(Double.POSITIVE_INFINITY);
    }

    private SendLimiter started(double limit, Supplier<SendQuota> source) {
        SendLimiter limiter = created(limit, source);
        limiter.tick();
        return limiter;
    }

    private SendLimiter created(double limit, Supplier<SendQuota> source) {
        SendLimiter limiter = new SendLimiter(
                context,
                new QuotaTracker(source, 14, () -> 1, clock),
                limit,
                SendShare.WHOLE,
                BETWEEN_PROBES,
                hold,
                () -> {
                    probes++;
                    return probe;
                },
                new MailHistory() {
                    @Override
                    public String key(Exchange exchange) {
                        return exchange.getExchangeId();
                    }

                    @Override
                    public boolean isSent(Exchange exchange) {
                        lookedUp++;
                        return exchange.getProperty(SENT_BEFORE, false, Boolean.class);
                    }

                    @Override
                    public boolean hasFailed(Exchange exchange) {
                        return exchange.getProperty(FAILED_BEFORE, false, Boolean.class);
                    }
                },
                () -> refusal,
                clock,
                clock,
                task -> probing.execute(task));
        clock.everySecond(limiter::tick);
        return limiter;
    }

    private Exchange turn(SendLimiter rate) {
        Exchange exchange = new DefaultExchange(context);
        try {
            rate.awaitTurn(exchange);
        } catch (InterruptedException unexpected) {
            throw new AssertionError(unexpected);
        }
        return exchange;
    }

    /** Sends mails one after another and returns the rate per second. */
    private double sentASecond(SendLimiter rate, int mails) {
        Duration before = clock.passed();
        IntStream.range(0, mails).forEach(i -> rate.taken(turn(rate)));
        return 1e9 * mails / clock.passed().minus(before).toNanos();
    }

    private void begin(HoldCause cause) {
        hold.begin(cause, "Paused", new DefaultExchange(context));
    }

    private Exchange sentBefore() {
        Exchange exchange = new DefaultExchange(context);
        exchange.setProperty(SENT_BEFORE, true);
        return exchange;
    }

    private Exchange failedBefore() {
        Exchange exchange = new DefaultExchange(context);
        exchange.setProperty(FAILED_BEFORE, true);
        return exchange;
    }

    @Test
    void aMailThatWasSentBeforeWaitsForNothingWhileHeld() throws Exception {
        SendLimiter limiter = started();
        probe = Probe.Result.REFUSED;
        begin(HoldCause.ACCOUNT);
        long before = clock.nanos();

        limiter.awaitTurn(sentBefore());

        assertThat(clock.nanos()).isEqualTo(before);
        assertThat(hold.isHeld()).isTrue();
    }

    @Test
    void mailsThatWereSentBeforeWaitForNoTurnsOnceOneWasPassedOver() throws Exception {
        SendLimiter limiter = started();
        limiter.passedOver(turn(limiter));
        long before = clock.nanos();

        for (int i = 0; i < 1_000; i++) {
            limiter.awaitTurn(sentBefore());
        }

        assertThat(clock.nanos()).isEqualTo(before);
    }

    @Test
    void looksNoMailUpWhereNoneIsPassedOver() {
        SendLimiter limiter = started();
        limiter.passedOver(turn(limiter));
        limiter.taken(turn(limiter));
        int before = lookedUp;

        sentASecond(limiter, 100);

        assertThat(lookedUp).isEqualTo(before);
    }

    @Test
    void knowsThatSesTakesProbeAfterProbeThoughEachTrialFails() throws Exception {
        SendLimiter limiter = started();
        begin(HoldCause.OUTAGE);
        for (int trial = 0; trial < 3; trial++) {
            assertThat(limiter.isProbeTaken()).isFalse();
            clock.sleep(BETWEEN_PROBES.plusSeconds(1));
            limiter.awaitTurn(failedBefore());
        }

        assertThat(hold.isHeld()).isTrue();
        assertThat(limiter.isProbeTaken()).isTrue();

        probe = Probe.Result.REFUSED;
        clock.sleep(BETWEEN_PROBES.plusSeconds(1));
        assertThat(limiter.isProbeTaken()).isFalse();
    }

    @Test
    void aClockThatIsSetBackKeepsNobodyHeld() {
        SendLimiter limiter = started();
        begin(HoldCause.OUTAGE);
        clock.setBack(Duration.ofHours(1));

        limiter.taken(turn(limiter));

        assertThat(hold.isHeld()).isFalse();
    }

    @Test
    void aMailWhoseTurnCameBeforeTheHoldEndsNone() {
        SendLimiter limiter = started();
        Exchange before = turn(limiter);
        begin(HoldCause.OUTAGE);

        limiter.taken(before);

        assertThat(hold.isHeld()).isTrue();
    }

    @Test
    void anErrorWhileLookingStopsNoLaterLook() {
        AtomicBoolean fails = new AtomicBoolean(true);
        SendLimiter limiter = started(Double.POSITIVE_INFINITY, () -> {
            if (fails.get()) {
                throw new NoClassDefFoundError("some/Class");
            }
            return told;
        });
        begin(HoldCause.OUTAGE);
        clock.sleep(BETWEEN_PROBES.multipliedBy(3));
        assertThat(probes).isZero();

        fails.set(false);
        limiter.taken(turn(limiter));

        assertThat(hold.isHeld()).isFalse();
    }

    @Test
    void asksForTheQuotaBeforeTheFirstMail() {
        SendLimiter limiter = created(Double.POSITIVE_INFINITY, this::ask);

        turn(limiter);

        assertThat(asked).isEqualTo(1);
    }

    @Test
    void countsAgainstTheDailyQuotaOnlyWhatMayHaveComeToSes() {
        told = new SendQuota(25, 200, 190);
        SendLimiter limiter = started();

        limiter.notTried(turn(limiter));
        limiter.passedOver(turn(limiter));
        turn(limiter);

        assertThat(limiter.quotaLeft()).isEqualTo(9);
        assertThat(limiter.quotaUsed()).isEqualTo(191 / 200.0);
    }

    @Test
    void aMailThatWaitsForItsTurnIsHeldToo() {
        SendLimiter limiter = started();
        turn(limiter);
        probe = Probe.Result.REFUSED;
        clock.everySecond(() -> {
            begin(HoldCause.OUTAGE);
            stopping = clock.passed().compareTo(Duration.ofSeconds(5)) > 0;
        });

        assertThatExceptionOfType(RejectedExecutionException.class).isThrownBy(() -> turn(limiter));
    }

    @Test
    void leavesTheNextTurnToAnyThread() throws Exception {
        SendLimiter limiter = started();
        turn(limiter);

        CompletableFuture<Exchange> next = CompletableFuture.supplyAsync(() -> turn(limiter));

        assertThat(next.get(30, TimeUnit.SECONDS)).isNotNull();
    }

    @Test
    void remindsOfAHold() {
        started();
        probe = Probe.Result.REFUSED;
        try (LogLines log = new LogLines(MailingHold.class)) {
            begin(HoldCause.OUTAGE);

            clock.sleep(Duration.ofMinutes(4));

            assertThat(log.warnings()).hasSize(3);
        }
    }

    @Test
    void aProbeThatCannotBeginIsFollowedByAnother() {
        SendLimiter limiter = started();
        begin(HoldCause.OUTAGE);
        limiter.tick();
        probing = task -> {
            throw new RejectedExecutionException("no thread");
        };
        assertThatExceptionOfType(RejectedExecutionException.class)
                .isThrownBy(() -> clock.sleep(BETWEEN_PROBES.plusSeconds(1)));

        probing = Runnable::run;
        clock.sleep(BETWEEN_PROBES);

        assertThat(probes).isEqualTo(1);
    }

    @Test
    void slowsDownWhereSesRefusesMailsAtTheAccountsRate() {
        SendLimiter limiter = started();
        sentASecond(limiter, 50);

        limiter.slowDown();
        limiter.slowDown();

        assertThat(sentASecond(limiter, 24)).isLessThan(24);
    }

    @Test
    void followsTheAccountsRate() {
        assertThat(sentASecond(started(), 1000)).isCloseTo(24.5, offset(0.1));
    }

    @Test
    void aNumberCapsIt() {
        assertThat(sentASecond(started(10), 500)).isCloseTo(9.8, offset(0.1));
    }

    @Test
    void aNumberDoesNotRaiseIt() {
        assertThat(sentASecond(started(100), 1000)).isCloseTo(24.5, offset(0.1));
    }

    @Test
    void aRaisedQuotaShowsWithinAMinuteAndIsAskedForNoSooner() {
        SendLimiter rate = started();
        told = new SendQuota(50, 50_000, 0);

        sentASecond(rate, 1480);
        assertThat(asked).isEqualTo(2);

        assertThat(sentASecond(rate, 1000)).isCloseTo(49, offset(0.2));
        assertThat(asked).isEqualTo(2);
    }

    @Test
    void aLoweredQuotaShowsASecondAfterTheFirstRefusal() {
        SendLimiter rate = started();
        sentASecond(rate, 50);
        told = new SendQuota(5, 50_000, 0);

        rate.slowDown();
        clock.sleep(Duration.ofSeconds(1));

        assertThat(sentASecond(rate, 100)).isCloseTo(4.9, offset(0.1));
    }

    @Test
    void goesOnAtTheFallbackWhereSesDoesNotTell() {
        SendLimiter rate = started(Double.POSITIVE_INFINITY, () -> {
            throw (RuntimeException) SesFaults.answer(403, "AccessDenied", "not allowed to ses:GetSendQuota");
        });

        assertThat(sentASecond(rate, 500)).isCloseTo(13.72, offset(0.1));
    }

    @Test
    void aQuotaThatCannotBeReadHoldsNobodyUp() {
        SendLimiter rate = started(100, () -> {
            throw new NullPointerException("no Max24HourSend");
        });

        assertThat(sentASecond(rate, 500)).isBetween(12.0, 14.0);
    }

    @Test
    void holdsAtTheDailyQuotaBeforeSesHasToSayNo() {
        told = new SendQuota(25, 200, 190);
        SendLimiter rate = started();
        IntStream.range(0, 10).forEach(i -> rate.taken(turn(rate)));
        told = new SendQuota(25, 200, 200);
        clock.everySecond(() -> {
            rate.tick();
            if (clock.passed().compareTo(Duration.ofMinutes(5)) > 0) {
                told = new SendQuota(25, 200, 100);
            }
        });

        turn(rate);

        assertThat(clock.passed()).isBetween(Duration.ofMinutes(5), Duration.ofSeconds(330));
        assertThat(hold.since(HoldCause.QUOTA)).isPresent();
        assertThat(probes).as("probes while the quota is used up").isLessThanOrEqualTo(2);
    }

    @Test
    void admitsATrialWhenAProbeIsTakenAndAllOnceTheTrialIs() {
        SendLimiter rate = started();
        sentASecond(rate, 100);
        begin(HoldCause.OUTAGE);
        Duration held = clock.passed();
        int quotasBefore = asked;

        Exchange trial = turn(rate);

        assertThat(clock.passed().minus(held)).isBetween(BETWEEN_PROBES, Duration.ofSeconds(12));
        assertThat(asked).isEqualTo(quotasBefore + 1);
        assertThat(probes).isEqualTo(1);
        assertThat(hold.isHeld()).isTrue();
        rate.taken(trial);
        assertThat(hold.isHeld()).isFalse();
        assertThat(sentASecond(rate, 1000)).isCloseTo(24.5, offset(0.1));
    }

    @Test
    void admitsNobodyWhileNoProbeIsTakenAndCallsGently() {
        SendLimiter rate = started();
        sentASecond(rate, 100);
        probe = Probe.Result.REFUSED;
        begin(HoldCause.OUTAGE);
        int quotasBefore = asked;
        clock.everySecond(() -> {
            rate.tick();
            stopping = clock.passed().compareTo(Duration.ofMinutes(30)) > 0;
        });

        assertThatExceptionOfType(RejectedExecutionException.class).isThrownBy(() -> turn(rate));

        assertThat(probes).isBetween(150, 180);
        assertThat(asked - quotasBefore).isEqualTo(probes);
    }

    @Test
    void sendsNoProbeWhileTheQuotaIsNotAnswered() {
        AtomicBoolean ill = new AtomicBoolean();
        SendLimiter rate = started(100, () -> {
            if (ill.get()) {
                throw (RuntimeException) SesFaults.noAnswer(new ConnectException("Connection refused"));
            }
            return told;
        });
        ill.set(true);
        begin(HoldCause.OUTAGE);

        clock.sleep(Duration.ofMinutes(5));

        assertThat(probes).isZero();
        assertThat(hold.isHeld()).isTrue();
    }

    @Test
    void whereTheProbeIsDeniedCandidatesAreTheProbes() {
        SendLimiter rate = started();
        probe = Probe.Result.DENIED;
        begin(HoldCause.ACCOUNT);

        rate.taken(turn(rate));

        assertThat(hold.isHeld()).isFalse();
    }

    @Test
    void aTrialThatFailsHoldsTheOthersUpForAnotherInterval() {
        SendLimiter rate = started();
        begin(HoldCause.OUTAGE);
        turn(rate);
        Duration before = clock.passed();

        turn(rate);

        assertThat(clock.passed().minus(before)).isBetween(Duration.ofSeconds(9), BETWEEN_PROBES);
    }

    @Test
    void aTrialThatNeverCameToSesLeavesItsTurnToTheNext() {
        SendLimiter rate = started();
        sentASecond(rate, 1);
        begin(HoldCause.OUTAGE);
        Exchange claimedElsewhere = turn(rate);
        long before = clock.nanos();

        rate.notTried(claimedElsewhere);
        turn(rate);

        assertThat(clock.nanos()).isEqualTo(before);
    }

    @Test
    void aMailThatHasFailedGivesItsPlaceBackWhileHeld() {
        SendLimiter rate = started();
        begin(HoldCause.OUTAGE);

        assertThatExceptionOfType(MailDeferredException.class)
                .isThrownBy(() -> rate.awaitTurn(failedBefore()))
                .matches(deferred -> deferred.delay().equals(BETWEEN_PROBES.dividedBy(2)));
    }

    @Test
    void aMailThatHasFailedIsTheTrialWhereNoOtherWaits() throws Exception {
        SendLimiter rate = started();
        begin(HoldCause.OUTAGE);
        clock.sleep(Duration.ofSeconds(12));

        rate.awaitTurn(failedBefore());

        assertThat(hold.isHeld()).isTrue();
    }

    @Test
    void aHoldEndsWhenProbesAreTakenAndNobodyWaits() {
        started();
        begin(HoldCause.OUTAGE);

        clock.sleep(Duration.ofSeconds(25));

        assertThat(hold.isHeld()).isFalse();
    }

    @Test
    void aRecordThatIsAboutToBeForgottenWaitsNoLonger() {
        SendLimiter rate = started();
        probe = Probe.Result.REFUSED;
        begin(HoldCause.OUTAGE);
        Exchange exchange = new DefaultExchange(context);
        exchange.setProperty(MailingHold.EXPIRES, clock.instant().plus(Duration.ofHours(3)));

        assertThatExceptionOfType(MailExpiredException.class).isThrownBy(() -> rate.awaitTurn(exchange));

        assertThat(clock.passed()).isBetween(Duration.ofHours(2), Duration.ofSeconds(7_201));
    }

    @Test
    void makesRoomWhenAnotherRecordIsAboutToBeForgotten() {
        SendLimiter rate = started();
        probe = Probe.Result.REFUSED;
        Exchange older = new DefaultExchange(context);
        older.setProperty(MailingHold.EXPIRES, clock.instant().plus(Duration.ofHours(1)));
        hold.begin(HoldCause.OUTAGE, "Paused", older);

        assertThatExceptionOfType(MailDeferredException.class).isThrownBy(() -> turn(rate));
    }

    @Test
    void sendsOneMailASecondUntilTheFirstIsTaken() {
        SendLimiter rate = started();
        turn(rate);
        turn(rate);
        Duration second = clock.passed();

        rate.taken(turn(rate));
        turn(rate);

        assertThat(second).isEqualTo(Duration.ofSeconds(1));
        assertThat(clock.passed()).isCloseTo(Duration.ofSeconds(2), Duration.ofMillis(50));
    }

    @Test
    void whatDidNotComeToSesCostsNoTurn() {
        SendLimiter rate = started();
        Exchange duplicate = turn(rate);
        long before = clock.nanos();

        rate.notTried(duplicate);
        turn(rate);

        assertThat(clock.nanos()).isEqualTo(before);
    }

    @Test
    void letsGoOfWhoWaitsWhenTheServiceStops() {
        SendLimiter rate = started();
        begin(HoldCause.ACCOUNT);
        clock.everySecond(() -> stopping = true);

        assertThatExceptionOfType(RejectedExecutionException.class).isThrownBy(() -> turn(rate));
    }

    @Test
    void whoseTurnItIsGoesThoughTheServiceStops() {
        SendLimiter rate = started(25);
        rate.taken(turn(rate));
        stopping = true;

        long before = clock.nanos();
        turn(rate);
        turn(rate);

        assertThat(Duration.ofNanos(clock.nanos() - before)).isLessThan(Duration.ofMillis(100));
    }

    @Test
    void holdsWhileTheReputationIsBadAndResumesAfterwards() {
        SendLimiter rate = started();
        refusal = Optional.of("4.00 % bounces");
        clock.everySecond(() -> {
            rate.tick();
            if (clock.passed().compareTo(Duration.ofMinutes(2)) > 0) {
                refusal = Optional.empty();
            }
        });

        turn(rate);

        assertThat(clock.passed()).isBetween(Duration.ofMinutes(2), Duration.ofSeconds(150));
        assertThat(hold.since(HoldCause.REPUTATION)).isPresent();
        assertThat(probes).as("probes while the reputation is bad").isLessThanOrEqualTo(2);
    }
}
