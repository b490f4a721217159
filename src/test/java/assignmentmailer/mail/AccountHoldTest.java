package assignmentmailer.mail;

import static org.assertj.core.api.Assertions.assertThat;

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

    private Exchange refused(Instant expires) {
        Exchange exchange = new DefaultExchange(new DefaultCamelContext());
        exchange.setProperty(Exchange.EXCEPTION_CAUGHT, SesFaults.answer(400, "AccountSendingPaused", "Paused"));
        exchange.setProperty(AccountHold.EXPIRES, expires);
        exchange.getMessage().setHeader(Exchange.REDELIVERY_COUNTER, 7);
        hold.process(exchange);
        return exchange;
    }
}
