package assignmentmailer.mail;

import static org.assertj.core.api.Assertions.assertThat;

import assignmentmailer.LogLines;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AccountQuotaTest {
    private final LogLines log = new LogLines(AccountQuota.class);
    private SendQuota told = new SendQuota(14, 100, 70);
    private final AccountQuota quota = new AccountQuota(() -> told, 14);

    @AfterEach
    void close() {
        log.close();
    }

    @Test
    void warnsOnceWhenFourFifthsOfTheDaysMailsAreUsedAndOnceMoreNearTheEnd() {
        quota.refresh();

        for (int mail = 0; mail < 30; mail++) {
            quota.count(1);
        }

        assertThat(log.warnings())
                .containsExactly(
                        "80 % of the account's daily quota is used: 20 of 100 mails are left",
                        "95 % of the account's daily quota is used: 5 of 100 mails are left");
    }

    @Test
    void warnsAgainTheNextDay() {
        told = new SendQuota(14, 100, 85);
        quota.refresh();
        told = new SendQuota(14, 100, 0);
        quota.refresh();
        told = new SendQuota(14, 100, 85);

        quota.refresh();

        assertThat(log.warnings()).hasSize(2);
    }

    @Test
    void warnsOfNothingWhereThereIsNoLimit() {
        told = SendQuota.unlimited(14);
        quota.refresh();

        quota.count(1_000_000);

        assertThat(log.warnings()).isEmpty();
    }
}
