package assignmentmailer.mail.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import org.junit.jupiter.api.Test;

class SendPacerTest {
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
    private static final long MILLISECOND = TimeUnit.MILLISECONDS.toNanos(1);

    /** Takes turns when due, up to 2 ms late, and returns their times. */
    private static List<Long> turns(SendPacer pace, long from, long until, Random lateness) {
        List<Long> turns = new ArrayList<>();
        long now = from;
        while (now < until) {
            turns.add(now);
            pace.take(now);
            now += Math.max(0, pace.untilNext(now)) + lateness.nextLong(2 * MILLISECOND);
        }
        return turns;
    }

    @Property(tries = 200, seed = "4")
    void uses97PercentOfTheRateAndNeverMoreThanItInAnySecond(
            @ForAll @DoubleRange(min = 1, max = 100) double perSecond, @ForAll long seed) {
        List<Long> turns = turns(new SendPacer(perSecond, 0), 0, 100 * SECOND, new Random(seed));

        assertThat(turns.size() / 100.0).isBetween(0.97 * perSecond, perSecond);
        int most = (int) Math.ceil(perSecond);
        for (int i = most; i < turns.size(); i++) {
            assertThat(turns.get(i) - turns.get(i - most)).isGreaterThanOrEqualTo(SECOND - 2 * MILLISECOND);
        }
    }

    @Test
    void idleTimeIsNotMadeUpFor() {
        SendPacer pace = new SendPacer(10, 0);

        List<Long> turns = turns(pace, 60 * SECOND, 61 * SECOND, new Random(4));

        assertThat(turns).hasSizeBetween(9, 10);
    }

    @Test
    void aTurnGivenBackMakesTheNextOneCome() {
        SendPacer pace = new SendPacer(1, 0);
        pace.take(0);

        pace.giveBack(0);

        assertThat(pace.untilNext(0)).isLessThanOrEqualTo(0);
    }

    @Test
    void oneRefusalInAHundredTurnsIsChance() {
        SendPacer pace = new SendPacer(100, 0);

        pace.refused(0);

        assertThat(turns(pace, 0, SECOND, new Random(4)).size()).isBetween(97, 100);
        turns(pace, SECOND, 2 * SECOND, new Random(4));
        pace.refused(2 * SECOND);
        assertThat(turns(pace, 2 * SECOND, 3 * SECOND, new Random(4)).size()).isBetween(97, 100);
    }

    @Test
    void slowsDownOnceASecondAndRecovers() {
        SendPacer pace = new SendPacer(100, 0);

        for (long second = 0; second < 5 * SECOND; second += SECOND) {
            pace.refused(second);
            pace.refused(second + MILLISECOND);
        }

        assertThat(turns(pace, 5 * SECOND, 6 * SECOND, new Random(4)).size()).isCloseTo(82, offset(3));
        assertThat(turns(pace, 30 * SECOND, 31 * SECOND, new Random(4)).size()).isBetween(97, 100);
    }

    @Test
    void followsAnotherRateAtFullSpeed() {
        SendPacer pace = new SendPacer(100, 0);
        pace.refused(0);
        pace.refused(0);

        pace.setRate(10);

        assertThat(turns(pace, SECOND, 11 * SECOND, new Random(4)).size()).isBetween(97, 100);
    }

    @Test
    void aSmallerShareOfTheRateKeepsTheSlowdown() {
        SendPacer pace = new SendPacer(100, 0);
        pace.refused(0);
        pace.refused(0);

        pace.limitTo(10, SendSlots.ANY);

        assertThat(turns(pace, 0, 10 * SECOND, new Random(4)).size()).isBetween(93, 98);
    }

    @Test
    void aShareThatIsRaisedCountsForTheNextTurn() {
        SendPacer pace = new SendPacer(100, 0);
        pace.take(0);
        pace.limitTo(0.1, SendSlots.ANY);
        assertThat(pace.untilNext(SECOND)).isGreaterThan(8 * SECOND);

        pace.limitTo(100, SendSlots.ANY);

        assertThat(pace.untilNext(SECOND)).isLessThanOrEqualTo(0);
    }

    @Test
    void turnsComeInSlotsAlsoAfterOneThatWasTakenLate() {
        SendPacer pace = new SendPacer(40, 0);
        long slot = SECOND / 40;
        pace.limitTo(10, new SendSlots(slot, 3, 4, 0));

        List<Long> turns = turns(pace, SECOND / 2, 10 * SECOND, new Random(4));

        assertThat(turns).hasSizeBetween(90, 96);
        assertThat(turns.subList(1, turns.size()))
                .allSatisfy(turn -> assertThat((turn - 3 * slot) % (4 * slot)).isBetween(0L, 2 * MILLISECOND));
    }
}
