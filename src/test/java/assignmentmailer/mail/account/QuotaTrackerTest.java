package assignmentmailer.mail.account;

import static org.assertj.core.api.Assertions.assertThat;

import assignmentmailer.LogLines;
import assignmentmailer.mail.SesFaults;
import java.time.Duration;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class QuotaTrackerTest {
    private final FakeClock clock = new FakeClock();
    private final LogLines log = new LogLines(QuotaTracker.class);
    private int copies = 1;
    private SendQuota told = new SendQuota(14, 100, 70);
    private Supplier<SendQuota> source = () -> told;
    private final QuotaTracker quota = new QuotaTracker(() -> source.get(), 14, () -> copies, clock);

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

    @Test
    void forgetsWhatWasSentMoreThan24HoursAgoThoughSesTellsNoMore() {
        told = new SendQuota(14, 200, 0);
        quota.refresh();
        source = () -> {
            throw (RuntimeException) SesFaults.answer(403, "AccessDenied", "not allowed to ses:GetSendQuota");
        };

        for (int mail = 0; mail < 200; mail++) {
            quota.count(1);
            quota.count(1);
            clock.sleep(Duration.ofMinutes(288));
            quota.refresh();
        }

        assertThat(quota.now().sent()).isBetween(8.0, 12.0);
    }

    @Test
    void countsAMailForTheWhole24Hours() {
        quota.count(1);

        clock.sleep(Duration.ofHours(24));

        assertThat(quota.now().sent()).isEqualTo(1);
    }

    @Test
    void countsOnTopOfSessAnswerOnlyWhatWasSentWhileAsking() {
        quota.count(5);
        source = () -> {
            quota.count(2);
            return told;
        };

        quota.refresh();

        assertThat(quota.now().sent()).isEqualTo(72);
    }

    @Test
    void forgetsWhatSesHasAnsweredForOnce() {
        quota.count(5);
        quota.refresh();
        clock.sleep(Duration.ofHours(12));
        quota.count(3);

        clock.sleep(Duration.ofHours(13));

        assertThat(quota.now().sent()).isEqualTo(3);
    }

    @Test
    void tellsAQuotaWhenItChanges() {
        quota.refresh();
        quota.refresh();
        told = new SendQuota(14, 200, 70);
        quota.refresh();
        told = new SendQuota(28, 200, 70);
        quota.refresh();

        assertThat(log.all())
                .containsExactly(
                        "The account may send 14.0 mails a second, and 100 a day, of which 30 are left",
                        "The account may send 14.0 mails a second, and 200 a day, of which 130 are left",
                        "The account may send 28.0 mails a second, and 200 a day, of which 130 are left");
    }

    @Test
    void warnsOnceThatTheQuotaCannotBeRead() {
        source = () -> {
            throw (RuntimeException) SesFaults.answer(403, "AccessDenied", "not allowed to ses:GetSendQuota");
        };

        quota.refresh();
        assertThat(log.warnings()).singleElement().asString().contains("assuming 14.0 mails a second");
        quota.refresh();

        assertThat(log.warnings()).hasSize(1);
    }

    @Test
    void forgetsWhatSesToldMoreThan24HoursAgo() {
        quota.refresh();
        clock.sleep(Duration.ofHours(24).minusSeconds(1));
        assertThat(quota.now().sent()).isEqualTo(70);

        clock.sleep(Duration.ofSeconds(1));

        assertThat(quota.now().sent()).isZero();
    }

    @Test
    void tellsAnIllSesFromOneThatDoesNotKnowTheQuestion() {
        source = () -> {
            throw (RuntimeException) SesFaults.answer(400, "InvalidAction", "Could not find operation");
        };
        assertThat(quota.refresh()).isTrue();
        source = () -> {
            throw (RuntimeException) SesFaults.answer(500, "InternalFailure", "Internal");
        };

        assertThat(quota.refresh()).isFalse();
    }

    @Test
    void aCopyMaySendItsPartOfWhatIsLeftUntilSesAnswersAgain() {
        copies = 3;
        quota.refresh();
        assertThat(quota.leftForThisCopy()).isEqualTo(10);

        quota.count(10);

        assertThat(quota.leftForThisCopy()).isZero();
        assertThat(quota.isUsedUp()).isFalse();
    }

    @Test
    void isUsedUpWhereFewerMailsAreLeftThanThereAreCopies() {
        copies = 3;
        told = new SendQuota(14, 100, 98);

        quota.refresh();

        assertThat(quota.isUsedUp()).isTrue();
        copies = 2;
        assertThat(quota.isUsedUp()).isFalse();
    }
}
