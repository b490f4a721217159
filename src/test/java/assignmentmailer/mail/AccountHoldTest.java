package assignmentmailer.mail;

import static org.assertj.core.api.Assertions.assertThat;

import assignmentmailer.LogLines;
import java.time.Duration;
import java.time.Instant;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.Test;

class AccountHoldTest {
    private final FakeTicker clock = new FakeTicker();
    private final AccountHold hold = new AccountHold(clock);

    @Test
    void saysWhySinceWhenAndHowMuchTimeIsLeft() {
        refused(clock.instant().plus(Duration.ofHours(20)));
        refused(clock.instant().plus(Duration.ofHours(19)));
        clock.sleep(Duration.ofMinutes(5));

        assertThat(hold.description()).hasValueSatisfying(description -> assertThat(description)
                .contains("since 2026-11-22T12:00:00Z", "Paused", "1135 minutes are left"));
    }

    @Test
    void aRefusalOfOurAccountIsNoAttemptOfTheMail() {
        Exchange exchange = refused(clock.instant());

        assertThat(exchange.getMessage().getHeader(Exchange.REDELIVERY_COUNTER)).isNull();
    }

    @Test
    void onlyAMailThatWasSentAfterwardsLiftsIt() {
        clock.sleep(Duration.ofSeconds(1));
        Instant before = clock.instant().minusMillis(1);
        refused(clock.instant());

        hold.lift(before);
        assertThat(hold.isHeld()).isTrue();
        hold.lift(clock.instant());

        assertThat(hold.isHeld()).isFalse();
        assertThat(hold.description()).isEmpty();
    }

    @Test
    void warnsAtOnceAfterAMinuteAndThenAtTwiceTheInterval() {
        try (LogLines log = new LogLines(AccountHold.class)) {
            refused(clock.instant());

            for (int second = 0; second < 8 * 60; second++) {
                clock.sleep(Duration.ofSeconds(1));
                hold.remind();
            }

            assertThat(log.warnings()).hasSize(4);
        }
    }

    @Test
    void saysNothingNewOfTheSameTroubleButAtOnceWhatAnotherIs() {
        try (LogLines log = new LogLines(AccountHold.class)) {
            refused(clock.instant());
            hold.lift(clock.instant());
            refused(clock.instant());
            assertThat(log.warnings()).hasSize(1);
            hold.lift(clock.instant());

            refused(clock.instant(), "MailFromDomainNotVerifiedException", "Not verified");

            assertThat(log.warnings()).hasSize(2).last().asString().contains("Not verified");
        }
    }

    private Exchange refused(Instant expires) {
        return refused(expires, "AccountSendingPausedException", "Paused");
    }

    private Exchange refused(Instant expires, String code, String message) {
        Exchange exchange = new DefaultExchange(new DefaultCamelContext());
        exchange.setProperty(Exchange.EXCEPTION_CAUGHT, SesFaults.answer(400, code, message));
        exchange.setProperty(AccountHold.EXPIRES, expires);
        exchange.getMessage().setHeader(Exchange.REDELIVERY_COUNTER, 7);
        hold.process(exchange);
        return exchange;
    }
}
