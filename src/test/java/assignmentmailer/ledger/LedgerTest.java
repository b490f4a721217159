package assignmentmailer.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.builder.ExpressionBuilder;
import org.apache.camel.health.HealthCheck;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.Test;

class LedgerTest {
    private static final String KEY = "candidate-1";
    private static final Duration LEASE = Duration.ofSeconds(30);
    private static final Duration LONGEST_CALL = Duration.ofSeconds(12);
    private static final Duration SKEW = Duration.ofSeconds(5);

    private final CamelContext context = new DefaultCamelContext();
    private final EntriesInMemory entries = new EntriesInMemory();
    private final Ledger ledger = ledger(WhenUncertain.RESEND);
    private Instant now = Instant.parse("2026-11-22T12:00:00Z");

    private Ledger ledger(WhenUncertain whenUncertain) {
        LedgerSettings settings = new LedgerSettings(
                whenUncertain,
                LEASE,
                LONGEST_CALL,
                SKEW,
                Map.of("messageId", ExpressionBuilder.headerExpression("messageId")),
                "messageId");
        return new Ledger(
                entries,
                settings,
                failure -> failure instanceof SocketTimeoutException
                        ? new Fault("unknown", true)
                        : new Fault("record", false),
                () -> now);
    }

    private Exchange exchange() {
        return new DefaultExchange(context);
    }

    private Exchange claimed(Ledger by) {
        Exchange exchange = exchange();
        assertThat(by.add(exchange, KEY)).isTrue();
        return exchange;
    }

    private static Exchange failedWith(Exchange exchange, Exception failure) {
        exchange.setException(failure);
        return exchange;
    }

    @Test
    void letsAKeyThroughOnceWithTwoWrites() {
        Exchange first = claimed(ledger);
        first.getMessage().setHeader("messageId", "m-1");

        boolean confirmed = ledger.confirm(first, KEY);

        assertThat(confirmed).isTrue();
        assertThat(entries.writes()).isEqualTo(2);
        assertThat(ledger.add(exchange(), KEY)).isFalse();
        assertThat(entries.get(KEY).status()).isEqualTo(Status.SENT);
        assertThat(entries.get(KEY).notes()).containsExactly(Map.entry("messageId", "m-1"));
    }

    @Test
    void aLivingClaimIsNoDuplicate() {
        claimed(ledger);

        now = now.plus(LEASE).plus(SKEW);

        assertThatExceptionOfType(ClaimedElsewhereException.class).isThrownBy(() -> ledger.add(exchange(), KEY));
    }

    @Test
    void aClaimWhoseLeaseIsOverIsTakenOverWithAHigherToken() {
        claimed(ledger);
        now = now.plus(LEASE).plus(SKEW).plusMillis(1);

        claimed(ledger);

        assertThat(entries.get(KEY).token()).isEqualTo(2);
    }

    @Test
    void holdsBackAClaimWhoseLeaseIsOver() {
        claimed(ledger);
        now = now.plus(LEASE).plus(SKEW).plusMillis(1);

        assertThatExceptionOfType(UncertainException.class)
                .isThrownBy(() -> ledger(WhenUncertain.HOLD).add(exchange(), KEY));
    }

    @Test
    void whatHasFailedMayBeClaimedAtOnce() {
        ledger.remove(failedWith(claimed(ledger), new IOException("no")), KEY);

        assertThat(entries.get(KEY).status()).isEqualTo(Status.FAILED);
        assertThat(entries.get(KEY).notes()).containsEntry("fault", "record");
        claimed(ledger);
    }

    @Test
    void aRedeliveryCostsTwoWritesLikeTheFirst() {
        Exchange exchange = claimed(ledger);
        ledger.remove(failedWith(exchange, new IOException("no")), KEY);

        ledger.add(exchange, KEY);
        ledger.confirm(exchange, KEY);

        assertThat(entries.writes()).isEqualTo(4);
        assertThat(entries.get(KEY).status()).isEqualTo(Status.SENT);
    }

    @Test
    void resendsAtOnceWhatIsKnownToBeUncertain() {
        Exchange exchange = claimed(ledger);

        ledger.remove(failedWith(exchange, new SocketTimeoutException("Read timed out")), KEY);

        assertThat(entries.get(KEY).status()).isEqualTo(Status.UNCERTAIN);
        assertThat(ledger.add(exchange, KEY)).isTrue();
    }

    @Test
    void holdsBackWhatIsUncertainAlsoFromTheExchangeItself() {
        Ledger holding = ledger(WhenUncertain.HOLD);
        Exchange exchange = claimed(holding);

        holding.remove(failedWith(exchange, new SocketTimeoutException("Read timed out")), KEY);

        assertThatExceptionOfType(UncertainException.class).isThrownBy(() -> holding.add(exchange, KEY));
        assertThatExceptionOfType(UncertainException.class).isThrownBy(() -> holding.add(exchange(), KEY));
    }

    @Test
    void whatHasItsReceiptIsDoneWhateverFailsAfterwards() {
        Exchange exchange = claimed(ledger);
        exchange.getMessage().setHeader("messageId", "m-1");

        ledger.remove(failedWith(exchange, new IOException("a later step")), KEY);

        assertThat(ledger.add(exchange(), KEY)).isFalse();
    }

    @Test
    void anEndingThatCouldNotBeWrittenFailsTheExchangeAndIsWrittenWhenItComesBack() {
        Exchange exchange = claimed(ledger);
        entries.beforeWrite(() -> {
            throw new LedgerUnavailableException(new IOException("throttled"));
        });
        ledger.confirm(exchange, KEY);
        assertThat(exchange.getException()).isInstanceOf(LedgerUnavailableException.class);
        assertThatExceptionOfType(LedgerUnavailableException.class).isThrownBy(() -> ledger.add(exchange(), KEY));

        entries.beforeWrite(() -> {});
        boolean again = ledger.add(exchange(), KEY);

        assertThat(again).isFalse();
        assertThat(entries.get(KEY).status()).isEqualTo(Status.SENT);
    }

    @Test
    void aTableThatTakesNoWritesForAMinuteMakesTheServiceNotReadyUntilItDoes() {
        LedgerHealth health = new LedgerHealth(() -> ledger, () -> now);
        Instant start = now;
        entries.beforeWrite(() -> {
            throw new LedgerUnavailableException(new IOException("denied"));
        });
        assertThatExceptionOfType(LedgerUnavailableException.class).isThrownBy(() -> ledger.add(exchange(), KEY));
        assertThat(health.call().getState()).isEqualTo(HealthCheck.State.UP);

        now = now.plusSeconds(61);
        assertThat(health.call().getState()).isEqualTo(HealthCheck.State.DOWN);
        assertThat(health.call().getMessage().orElseThrow()).contains(start.toString());

        entries.beforeWrite(() -> {});
        ledger.add(exchange(), KEY);
        assertThat(health.call().getState()).isEqualTo(HealthCheck.State.UP);
    }

    @Test
    void anUncertainEndingThatCouldNotBeWrittenStaysUncertain() {
        Ledger holding = ledger(WhenUncertain.HOLD);
        Exchange exchange = claimed(holding);
        entries.beforeWrite(() -> {
            throw new LedgerUnavailableException(new IOException("throttled"));
        });
        holding.remove(failedWith(exchange, new SocketTimeoutException("Read timed out")), KEY);
        assertThat(exchange.getException()).isInstanceOf(LedgerUnavailableException.class);

        entries.beforeWrite(() -> {});

        assertThatExceptionOfType(UncertainException.class).isThrownBy(() -> holding.add(exchange, KEY));
    }

    @Test
    void aClaimThatCouldNotBeWrittenIsMadeByTheSameExchangeLater() {
        Exchange exchange = exchange();
        entries.replace(KEY, Optional.empty(), Entry.claim(Optional.empty(), exchange.getExchangeId(), now, LEASE));

        assertThat(ledger.add(exchange, KEY)).isTrue();
    }

    @Test
    void nothingIsBegunThatMayOutliveItsLease() {
        Exchange exchange = exchange();
        entries.beforeWrite(() -> now = now.plus(LEASE).minus(LONGEST_CALL).plusMillis(1));

        assertThatExceptionOfType(LedgerUnavailableException.class).isThrownBy(() -> ledger.add(exchange, KEY));

        entries.beforeWrite(() -> {});
        assertThat(ledger.add(exchange, KEY)).isTrue();
    }

    @Test
    void isNotToBeEmptiedAndNeedsAnEagerConsumer() {
        assertThatThrownBy(ledger::clear).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> ledger.contains(exchange(), KEY)).isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void refusesALeaseThatACallMayOutlive() {
        assertThatThrownBy(() -> new LedgerSettings(
                        WhenUncertain.RESEND, LONGEST_CALL, LONGEST_CALL, SKEW, Map.of(), "messageId"))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
