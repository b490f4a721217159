package assignmentmailer.mail.account;

import static org.assertj.core.api.Assertions.assertThat;

import assignmentmailer.LogLines;
import java.time.Duration;
import java.time.Instant;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.Test;

class MailingHoldTest {
    private final FakeClock clock = new FakeClock();
    private final MailingHold hold = new MailingHold(clock);

    private Exchange expiring(Instant expires) {
        Exchange exchange = new DefaultExchange(new DefaultCamelContext());
        exchange.setProperty(MailingHold.EXPIRES, expires);
        return exchange;
    }

    private void begin(String why, Instant expires) {
        hold.begin(HoldCause.ACCOUNT, why, expiring(expires));
    }

    @Test
    void saysWhySinceWhenAndHowMuchTimeIsLeft() {
        begin("Paused", clock.instant().plus(Duration.ofHours(20)));
        begin("Paused", clock.instant().plus(Duration.ofHours(19)));
        clock.sleep(Duration.ofMinutes(5));

        assertThat(hold.description()).hasValueSatisfying(description -> assertThat(description)
                .contains("since 2026-11-22T12:00:00Z", "Paused", "1075 minutes are left"));
    }

    @Test
    void knowsItsCause() {
        begin("Paused", clock.instant());

        assertThat(hold.since(HoldCause.ACCOUNT)).contains(clock.instant());
        assertThat(hold.since(HoldCause.OUTAGE)).isEmpty();
    }

    @Test
    void onlyAMailThatWasSentAfterwardsLiftsIt() {
        int before = hold.times();
        begin("Paused", clock.instant());

        hold.lift(before);
        assertThat(hold.isHeld()).isTrue();
        hold.lift(hold.times());

        assertThat(hold.isHeld()).isFalse();
        assertThat(hold.description()).isEmpty();
    }

    @Test
    void aRecordExpiresAnHourBeforeItIsForgotten() {
        Exchange exchange = expiring(clock.instant().plus(Duration.ofHours(2)));
        clock.sleep(Duration.ofMinutes(59));
        assertThat(hold.isExpired(exchange)).isFalse();

        clock.sleep(Duration.ofMinutes(1));

        assertThat(hold.isExpired(exchange)).isTrue();
    }

    @Test
    void warnsAtOnceAfterAMinuteAndThenAtTwiceTheInterval() {
        try (LogLines log = new LogLines(MailingHold.class)) {
            begin("Paused", clock.instant());

            for (int second = 0; second < 8 * 60; second++) {
                clock.sleep(Duration.ofSeconds(1));
                hold.remind();
            }

            assertThat(log.warnings()).hasSize(4);
        }
    }

    @Test
    void saysNothingNewOfTheSameTroubleButAtOnceWhatAnotherIs() {
        try (LogLines log = new LogLines(MailingHold.class)) {
            begin("Paused", clock.instant());
            hold.lift(hold.times());
            begin("Paused", clock.instant());
            assertThat(log.warnings()).hasSize(1);
            hold.lift(hold.times());

            begin("Not verified", clock.instant());

            assertThat(log.warnings()).hasSize(2).last().asString().contains("Not verified");
        }
    }
}
