package assignmentmailer.copies;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Percentage.withPercentage;

import assignmentmailer.copies.SimulatedAccount.Copy;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** Copies of the service with real limiters in virtual time, against an SES that refuses what is too fast. */
class CopiesTest {
    private static final Duration JOINED = Duration.ofSeconds(3);
    private static final Duration MINUTE = Duration.ofMinutes(1);

    @Property(tries = 100, seed = "15")
    void useTheAccountsRateTogether(
            @ForAll @IntRange(min = 1, max = 8) int copies,
            @ForAll @DoubleRange(min = 1, max = 200) double perSecond,
            @ForAll long seed) {
        SimulatedAccount account = new SimulatedAccount(perSecond, seed);
        account.start(copies);

        account.usedIn(JOINED);
        double used = account.usedIn(MINUTE);

        assertThat(used).isBetween(0.9, 1.0);
        assertThat(account.refused()).isLessThan(0.05);
    }

    @Property(tries = 50, seed = "15")
    void useTheRateAlsoWhenTheTableIsSlow(
            @ForAll @IntRange(min = 1, max = 8) int copies, @ForAll @IntRange(min = 0, max = 300) int millis) {
        SimulatedAccount account = new SimulatedAccount(40, 15);
        account.tableTakes(Duration.ofMillis(millis));
        account.start(copies);

        account.usedIn(JOINED);
        double used = account.usedIn(MINUTE);

        assertThat(used).isBetween(0.9, 1.0);
        assertThat(account.refused()).isLessThan(0.05);
    }

    @Property(tries = 100, seed = "15")
    void useTheRateOfALargeAccountThoughTheirClocksDiffer(
            @ForAll @IntRange(min = 1, max = 8) int copies,
            @ForAll @DoubleRange(min = 40, max = 200) double perSecond,
            @ForAll long seed) {
        SimulatedAccount account = new SimulatedAccount(perSecond, seed);
        account.clocksDifferBy(Duration.ofHours(1));
        account.start(copies);

        account.usedIn(JOINED);
        double used = account.usedIn(MINUTE);

        assertThat(used).isBetween(0.85, 1.0);
        assertThat(account.refused()).isLessThan(0.05);
    }

    @Test
    void aNewcomerHasAnEqualShareSoonAndNothingIsTooFastMeanwhile() {
        SimulatedAccount account = new SimulatedAccount(40, 15);
        account.start(3);
        account.usedIn(MINUTE);

        Copy newcomer = account.start();
        double used = account.usedIn(JOINED);
        int before = newcomer.sender().accepted();
        account.usedIn(MINUTE);

        assertThat(used).isGreaterThan(0.85);
        assertThat(newcomer.sender().accepted() - before).isCloseTo(600, withPercentage(10));
        assertThat(account.refused()).isLessThan(0.05);
    }

    @Test
    void theOthersTakeOverTheShareOfACopyThatIsKilled() {
        SimulatedAccount account = new SimulatedAccount(40, 15);
        List<Copy> copies = account.start(4);
        account.usedIn(MINUTE);

        copies.get(0).kill();
        copies.get(1).kill();

        assertThat(account.usedIn(MINUTE)).isGreaterThan(0.9);
        assertThat(account.leases().all()).hasSize(2);
    }

    @Test
    void theOthersTakeOverTheShareOfACopyThatEndsAtOnce() {
        SimulatedAccount account = new SimulatedAccount(40, 15);
        List<Copy> copies = account.start(2);
        account.usedIn(MINUTE);

        copies.get(0).stop();

        assertThat(account.usedIn(Duration.ofSeconds(10))).isGreaterThan(0.9);
    }

    @Test
    void useMostOfTheRateThoughOneIsKilledEveryFiveSeconds() {
        SimulatedAccount account = new SimulatedAccount(40, 15);
        List<Copy> copies = account.start(4);
        account.usedIn(JOINED);
        Random random = new Random(15);

        double used = 0;
        for (int kill = 0; kill < 10; kill++) {
            copies.remove(random.nextInt(copies.size())).kill();
            used += account.usedIn(Duration.ofSeconds(2));
            copies.add(account.start());
            used += 1.5 * account.usedIn(Duration.ofSeconds(3));
        }

        assertThat(used / 25).isGreaterThan(0.8);
        assertThat(account.refused()).isLessThan(0.05);
    }

    @Test
    void aCopyWithAMailNowAndThenLeavesTheRateToTheBusyOneAndMakesNoCall() {
        SimulatedAccount account = new SimulatedAccount(40, 15);
        Copy quiet = account.start(Duration.ofSeconds(2));
        account.usedIn(MINUTE);
        assertThat(account.leases().calls()).isZero();

        Copy busy = account.start();
        account.usedIn(MINUTE);

        assertThat(busy.sender().accepted()).isGreaterThan(2_200);
        assertThat(quiet.sender().accepted()).isBetween(58, 62);
        assertThat(busy.share().sharing()).isEqualTo(1);
        assertThat(quiet.share().sharing()).isZero();
    }

    @Test
    void aSingleBusyCopyRenewsItsLeaseAboutOnceASecondAndAnIdleOneNever() {
        SimulatedAccount account = new SimulatedAccount(40, 15);
        Copy only = account.start();

        account.usedIn(MINUTE);
        assertThat(account.leases().calls()).isBetween(55, 70);
        int calls = account.leases().calls();
        only.sender().pause();
        account.usedIn(MINUTE);

        assertThat(account.leases().calls()).isEqualTo(calls);
    }

    @Test
    void aCopyThatWasIdleTakesNothingFromTheOthersBeforeTheyYield() {
        SimulatedAccount account = new SimulatedAccount(40, 15);
        List<Copy> copies = account.start(2);
        account.usedIn(MINUTE);
        for (int i = 0; i < 10; i++) {
            copies.get(0).sender().pause();
            account.usedIn(Duration.ofSeconds(5));
            copies.get(0).sender().resume();
            account.usedIn(Duration.ofSeconds(5));
        }

        assertThat(account.refused()).isLessThan(0.01);
    }

    @Test
    void keepTheirSharesWhileTheStateTableIsUnavailable() {
        SimulatedAccount account = new SimulatedAccount(40, 15);
        account.start(4);
        account.usedIn(MINUTE);

        account.leases().fail(true);
        double used = account.usedIn(MINUTE);
        account.leases().fail(false);

        assertThat(used).isBetween(0.9, 1.0);
        assertThat(account.usedIn(MINUTE)).isBetween(0.9, 1.0);
        assertThat(account.refused()).isLessThan(0.05);
    }

    @Property(tries = 50, seed = "15")
    void useTheDailyQuotaTogetherUpToAFewMails(
            @ForAll @IntRange(min = 1, max = 6) int copies,
            @ForAll @IntRange(min = 100, max = 3_000) int perDay,
            @ForAll long seed) {
        SimulatedAccount account = new SimulatedAccount(40, perDay, seed);
        account.start(copies);

        account.usedIn(Duration.ofMinutes(5));

        assertThat(account.accepted()).isBetween(perDay - copies, perDay);
        assertThat(account.beyondTheDay()).isLessThan(40);
    }
}
