package assignmentmailer.mail.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Duration;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.Test;

class HoldGateTest {
    private static final String FAILED_BEFORE = "failed.before";

    private final FakeClock clock = new FakeClock();
    private final MailingHold hold = new MailingHold(clock);
    private final HoldGate gate = new HoldGate(
            hold, exchange -> exchange.getProperty(FAILED_BEFORE, false, Boolean.class), Duration.ofSeconds(10), clock);

    private static Exchange mail(boolean hasFailed) {
        Exchange exchange = new DefaultExchange(new DefaultCamelContext());
        exchange.setProperty(FAILED_BEFORE, hasFailed);
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
}
