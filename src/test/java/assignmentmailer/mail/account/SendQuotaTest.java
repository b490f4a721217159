package assignmentmailer.mail.account;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.ses.model.GetSendQuotaResponse;

class SendQuotaTest {
    private static SendQuota answered(double perDay) {
        return SendQuota.of(GetSendQuotaResponse.builder()
                .maxSendRate(14.0)
                .max24HourSend(perDay)
                .sentLast24Hours(70.0)
                .build());
    }

    @Test
    void minusOneIsNoLimit() {
        assertThat(answered(-1).left()).isInfinite();
        assertThat(answered(100).left()).isEqualTo(30);
        assertThat(answered(0).left()).isZero();
    }

    @Test
    void isUsedUpWhenNoWholeMailIsLeftOrNoneMayBeSent() {
        assertThat(new SendQuota(14, 100, 99).isUsedUp()).isFalse();
        assertThat(new SendQuota(14, 100, 99.5).isUsedUp()).isTrue();
        assertThat(new SendQuota(0, 100, 0).isUsedUp()).isTrue();
    }
}
