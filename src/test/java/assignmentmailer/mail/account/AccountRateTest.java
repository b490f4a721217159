package assignmentmailer.mail.account;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** One of two copies, with the whole rate, on an account with 100 mails left. */
class AccountRateTest {
    private final FakeClock clock = new FakeClock();
    private SendQuota told = new SendQuota(1_000, 50_000, 49_900);
    private boolean isShareKnown = true;
    private final SendShare share = new SendShare() {
        @Override
        public Optional<Part> of(double perSecond) {
            return isShareKnown ? Optional.of(new Part(perSecond, 0, 1)) : Optional.empty();
        }

        @Override
        public int copies() {
            return 2;
        }
    };
    private final AccountRate rate = new AccountRate(
            new QuotaTracker(() -> told, 14, share::copies, clock),
            Double.POSITIVE_INFINITY,
            Duration.ofSeconds(1),
            share,
            clock,
            clock);

    /** Returns the turns granted within this time. */
    private int turns(Duration time) {
        int turns = 0;
        long end = clock.nanos() + time.toNanos();
        while (end - clock.nanos() > 0) {
            long wait = rate.untilTurn();
            if (wait <= 0) {
                turns++;
            } else {
                clock.sleep(Duration.ofNanos(Math.min(wait, end - clock.nanos())));
            }
        }
        return turns;
    }

    @Test
    void grantsItsPartOfTheDailyQuotaUntilSesAnswersAgain() {
        rate.tick(false);
        rate.allowFullRate();

        assertThat(turns(Duration.ofMinutes(5))).isEqualTo(50);
        assertThat(rate.isUsedUp()).isFalse();

        told = new SendQuota(1_000, 50_000, 49_940);
        rate.tick(false);
        assertThat(turns(Duration.ofMinutes(5))).isEqualTo(30);
    }

    @Test
    void grantsOneTurnASecondWhileTheSharesOfOthersAreUnknown() {
        rate.tick(false);
        rate.allowFullRate();
        isShareKnown = false;

        assertThat(turns(Duration.ofSeconds(10))).isBetween(10, 11);
    }
}
