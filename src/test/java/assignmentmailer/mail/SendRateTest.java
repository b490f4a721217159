package assignmentmailer.mail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.data.Offset.offset;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.RejectedExecutionException;
import java.util.stream.IntStream;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangePropertyKey;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.exception.SdkException;

/** Here sleeping is the only way that time passes, so what is measured is exact. */
class SendRateTest {
    private static final Duration BETWEEN_PROBES = Duration.ofSeconds(10);

    private final CamelContext context = new DefaultCamelContext() {
        @Override
        public boolean isStopping() {
            return stopping;
        }
    };
    private final FakeTicker ticker = new FakeTicker();
    private final AccountHold hold = new AccountHold(ticker);
    private SendQuota told = new SendQuota(25, 50_000, 0);
    private int asked;
    private boolean stopping;

    private SendRate started(double limit) {
        AccountQuota quota = new AccountQuota(
                () -> {
                    asked++;
                    return told;
                },
                14);
        SendRate rate = new SendRate(context, quota, limit, BETWEEN_PROBES, hold, ticker, ticker);
        ticker.everySecond(rate::look);
        rate.look();
        return rate;
    }

    private SendRate started() {
        return started(Double.POSITIVE_INFINITY);
    }

    private Exchange turn(SendRate rate) {
        Exchange exchange = new DefaultExchange(context);
        try {
            rate.awaitTurn(exchange);
        } catch (InterruptedException unexpected) {
            throw new AssertionError(unexpected);
        }
        return exchange;
    }

    /** Sends mails one after the other and returns how many went out a second. */
    private double sentASecond(SendRate rate, int mails) {
        Duration before = Duration.ofNanos(ticker.nanos());
        IntStream.range(0, mails).forEach(i -> rate.endTurn(turn(rate)));
        return 1e9 * mails / (ticker.nanos() - before.toNanos());
    }

    private void refused(SendRate rate, SdkException failure) {
        Exchange exchange = turn(rate);
        exchange.setProperty(Exchange.EXCEPTION_CAUGHT, failure);
        if (new Faults(SesFaults.SENDER).ownerOf(failure) == FaultOwner.ACCOUNT) {
            hold.process(exchange);
        } else {
            rate.process(exchange);
        }
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
        SendRate rate = started();
        told = new SendQuota(50, 50_000, 0);

        sentASecond(rate, 1480);
        assertThat(asked).isEqualTo(2);

        assertThat(sentASecond(rate, 1000)).isCloseTo(49, offset(0.2));
    }

    @Test
    void aLoweredQuotaShowsASecondAfterTheFirstRefusal() {
        SendRate rate = started();
        sentASecond(rate, 50);
        told = new SendQuota(5, 50_000, 0);

        refused(rate, SesFaults.answer(400, "Throttling", "Maximum sending rate exceeded."));
        ticker.sleep(Duration.ofSeconds(1));

        assertThat(sentASecond(rate, 100)).isCloseTo(4.9, offset(0.1));
    }

    @Test
    void goesOnAtTheFallbackWhereSesDoesNotTell() {
        AccountQuota quota = new AccountQuota(
                () -> {
                    throw SesFaults.answer(403, "AccessDenied", "not allowed to ses:GetSendQuota");
                },
                14);
        SendRate rate = new SendRate(context, quota, Double.POSITIVE_INFINITY, BETWEEN_PROBES, hold, ticker, ticker);

        rate.look();

        assertThat(sentASecond(rate, 500)).isCloseTo(13.72, offset(0.1));
    }

    @Test
    void holdsAtTheDailyQuotaBeforeSesHasToSayNo() {
        told = new SendQuota(25, 200, 190);
        SendRate rate = started();
        IntStream.range(0, 10).forEach(i -> rate.endTurn(turn(rate)));
        told = new SendQuota(25, 200, 200);
        ticker.everySecond(() -> {
            rate.look();
            if (ticker.nanos() > Duration.ofMinutes(5).toNanos()) {
                told = new SendQuota(25, 200, 100);
            }
        });

        turn(rate);

        assertThat(Duration.ofNanos(ticker.nanos())).isBetween(Duration.ofMinutes(5), Duration.ofSeconds(311));
        assertThat(hold.description())
                .hasValueSatisfying(cause -> assertThat(cause).contains("daily quota is used up"));
    }

    @Test
    void letsOneMailThroughEveryTenSecondsWhileHeldAndAllOnceItIsTaken() {
        SendRate rate = started();
        sentASecond(rate, 100);
        refused(rate, SesFaults.answer(400, "AccountSendingPaused", "Paused"));
        long held = ticker.nanos();

        for (int probe = 1; probe <= 30; probe++) {
            refused(rate, SesFaults.answer(400, "AccountSendingPaused", "Paused"));
            assertThat(ticker.nanos() - held)
                    .isEqualTo(Duration.ofSeconds(10L * probe).toNanos());
        }
        rate.endTurn(turn(rate));

        assertThat(hold.isHeld()).isFalse();
        assertThat(sentASecond(rate, 1000)).isCloseTo(24.5, offset(0.1));
    }

    @Test
    void sendsOneMailASecondUntilTheFirstIsTaken() {
        SendRate rate = started();
        turn(rate);
        turn(rate);
        long second = ticker.nanos();

        rate.endTurn(turn(rate));
        turn(rate);

        assertThat(second).isEqualTo(Duration.ofSeconds(1).toNanos());
        assertThat(ticker.nanos()).isCloseTo(Duration.ofSeconds(2).toNanos(), offset(50_000_000L));
    }

    @Test
    void aDuplicateCostsNoTurn() {
        SendRate rate = started();
        Exchange duplicate = turn(rate);
        duplicate.setProperty(ExchangePropertyKey.DUPLICATE_MESSAGE, true);
        long before = ticker.nanos();

        rate.endTurn(duplicate);
        turn(rate);

        assertThat(ticker.nanos()).isEqualTo(before);
    }

    @Test
    void letsGoOfWhoWaitsWhenTheServiceStops() {
        SendRate rate = started();
        refused(rate, SesFaults.answer(400, "AccountSendingPaused", "Paused"));
        ticker.everySecond(() -> stopping = true);

        assertThatExceptionOfType(RejectedExecutionException.class).isThrownBy(() -> turn(rate));
    }

    @Test
    void aQuotaThatCannotBeReadHoldsNobodyUp() {
        AccountQuota unreadable = new AccountQuota(
                () -> {
                    throw new NullPointerException("no Max24HourSend");
                },
                14);
        SendRate rate = new SendRate(context, unreadable, 100, BETWEEN_PROBES, hold, ticker, ticker);

        rate.look();

        assertThat(sentASecond(rate, 500)).isBetween(12.0, 14.0);
    }

    @Test
    void aHoldEndsWhenNobodyIsLeftToEndIt() {
        SendRate rate = started();
        refused(rate, SesFaults.answer(400, "AccountSendingPaused", "Paused"));
        Exchange mailedByAnother = turn(rate);
        mailedByAnother.setProperty(ExchangePropertyKey.DUPLICATE_MESSAGE, true);
        rate.endTurn(mailedByAnother);
        assertThat(hold.isHeld()).isTrue();

        ticker.sleep(Duration.ofSeconds(62));

        assertThat(hold.isHeld()).isFalse();
    }

    @Test
    void aHoldLastsAsLongAsSomebodyWaits() {
        SendRate rate = started();
        IntStream.range(0, 20).forEach(i -> refused(rate, SesFaults.answer(400, "AccountSendingPaused", "Paused")));

        assertThat(hold.isHeld()).isTrue();
        assertThat(hold.since()).contains(Instant.parse("2026-11-22T12:00:00Z"));
    }

    @Test
    void whatDidNotComeToSesCostsNoTurnAndNoAttempt() {
        SendRate rate = started();
        Exchange claimedByAnother = turn(rate);
        claimedByAnother.setProperty(Exchange.EXCEPTION_CAUGHT, new IllegalStateException("Claimed"));
        claimedByAnother.getMessage().setHeader(Exchange.REDELIVERY_COUNTER, 3);
        long before = ticker.nanos();

        rate.process(claimedByAnother);
        turn(rate);

        assertThat(ticker.nanos()).isEqualTo(before);
        assertThat(claimedByAnother.getMessage().getHeaders()).doesNotContainKey(Exchange.REDELIVERY_COUNTER);
    }

    @Test
    void whoseTurnItIsGoesThoughTheServiceStops() throws Exception {
        SendRate rate = started(25);
        rate.endTurn(turn(rate));
        stopping = true;

        long before = ticker.nanos();
        turn(rate);
        turn(rate);

        assertThat(Duration.ofNanos(ticker.nanos() - before)).isLessThan(Duration.ofMillis(100));
    }
}
