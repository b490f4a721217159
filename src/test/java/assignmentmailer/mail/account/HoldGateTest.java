package assignmentmailer.mail.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.Test;

class HoldGateTest {
    private static final String FAILED_BEFORE = "failed.before";

    private final FakeClock clock = new FakeClock();
    private final MailingHold hold = new MailingHold(clock);
    private final HoldGate gate = new HoldGate(
            hold,
            new MailHistory() {
                @Override
                public String key(Exchange exchange) {
                    return exchange.getExchangeId();
                }

                @Override
                public boolean isSent(Exchange exchange) {
                    return false;
                }

                @Override
                public boolean hasFailed(Exchange exchange) {
                    return exchange.getProperty(FAILED_BEFORE, false, Boolean.class);
                }
            },
            Duration.ofSeconds(10),
            clock);

    private static Exchange mail(boolean hasFailed) {
        Exchange exchange = new DefaultExchange(new DefaultCamelContext());
        exchange.setProperty(FAILED_BEFORE, hasFailed);
        return exchange;
    }

    private Exchange expiringIn(Duration time, boolean hasFailed) {
        Exchange exchange = mail(hasFailed);
        exchange.setProperty(MailingHold.EXPIRES, clock.instant().plus(time));
        return exchange;
    }

    private void hold() {
        hold.begin(HoldCause.OUTAGE, "Connection refused", mail(true));
    }

    @Test
    void admitsOneEachTimeThatItIsOpened() throws Exception {
        hold();
        gate.open();

        assertThat(gate.await(mail(false))).isTrue();

        assertThat(gate.isOpen()).isFalse();
    }

    @Test
    void isOpenForTheHoldThatWasProbedAlone() {
        hold();
        gate.open();
        hold.release();

        hold();

        assertThat(gate.isOpen()).isFalse();
    }

    @Test
    void keepsAMailWaitingUntilTheHoldIsOver() throws Exception {
        hold();
        clock.everySecond(hold::release);

        assertThat(gate.await(mail(false))).isFalse();
    }

    @Test
    void aMailThatHasFailedWaitsForNoHoldThatIsOver() throws Exception {
        assertThat(gate.await(mail(true))).isFalse();
    }

    @Test
    void tellsWhenTheRecordsThatWaitExpire() throws Exception {
        List<String> descriptions = new ArrayList<>();
        hold();
        clock.everySecond(() -> {
            descriptions.add(hold.description().orElseThrow());
            hold.release();
        });

        gate.await(expiringIn(Duration.ofHours(3), false));

        assertThat(descriptions).singleElement().asString().contains("119 minutes are left");
    }

    @Test
    void aMailThatHasFailedWaitsNoLongerThanItsRecordIsKept() {
        hold();

        assertThatExceptionOfType(MailExpiredException.class)
                .isThrownBy(() -> gate.await(expiringIn(Duration.ofHours(1), true)));
    }

    @Test
    void whoHasLeftIsPreferredNoMore() throws Exception {
        hold();
        assertThatExceptionOfType(MailExpiredException.class)
                .isThrownBy(() -> gate.await(expiringIn(Duration.ofHours(1), false)));
        hold.release();
        hold();
        clock.everySecond(hold::release);
        gate.await(mail(false));
        hold();
        gate.open();
        gate.await(mail(false));

        gate.open();

        assertThat(gate.await(mail(true))).isTrue();
    }

    @Test
    void admitsAMailThatHasFailedWhereNoOtherWaits() throws Exception {
        hold();
        gate.open();

        assertThat(gate.await(mail(true))).isTrue();
    }

    @Test
    void prefersAMailThatHasNotFailed() throws Exception {
        hold();
        clock.everySecond(() -> {
            gate.open();
            assertThatExceptionOfType(MailDeferredException.class).isThrownBy(() -> gate.await(mail(true)));
        });

        assertThat(gate.await(mail(false))).isTrue();
    }

    @Test
    void admitsNoMailTwiceInARowWhileAnotherWaits() throws Exception {
        Exchange one = mail(true);
        Exchange other = mail(true);
        hold();
        assertThatExceptionOfType(MailDeferredException.class).isThrownBy(() -> gate.await(other));
        gate.open();
        gate.await(one);

        gate.open();

        assertThatExceptionOfType(MailDeferredException.class).isThrownBy(() -> gate.await(one));
        assertThat(gate.await(other)).isTrue();
        gate.open();
        assertThat(gate.await(one)).isTrue();
    }

    @Test
    void admitsAMailAgainWhereTheOthersDoNotComeBack() throws Exception {
        Exchange one = mail(true);
        hold();
        assertThatExceptionOfType(MailDeferredException.class).isThrownBy(() -> gate.await(mail(true)));
        gate.open();
        gate.await(one);
        gate.open();

        clock.sleep(Duration.ofSeconds(10));
        assertThatExceptionOfType(MailDeferredException.class).isThrownBy(() -> gate.await(one));

        clock.sleep(Duration.ofSeconds(1));

        assertThat(gate.await(one)).isTrue();
    }
}
