package assignmentmailer.mail;

import static assignmentmailer.mail.OutcomeWindow.Others.MOSTLY_FAILED;
import static assignmentmailer.mail.OutcomeWindow.Others.MOSTLY_TAKEN;
import static assignmentmailer.mail.OutcomeWindow.Others.NONE_TRIED;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class OutcomeWindowTest {
    private static final long MINUTE = Duration.ofMinutes(1).toNanos();

    private final OutcomeWindow window = new OutcomeWindow();

    @Test
    void aMailIsNoneOfTheOthers() {
        window.note("c-1", false, 0);

        assertThat(window.others("c-1", 0)).isEqualTo(NONE_TRIED);
        assertThat(window.others("c-2", 0)).isEqualTo(MOSTLY_FAILED);
    }

    @Test
    void mostIsMoreThanHalf() {
        window.note("c-1", true, 0);
        window.note("c-2", false, 0);
        assertThat(window.others("c-3", 0)).isEqualTo(MOSTLY_FAILED);

        window.note("c-4", true, 0);

        assertThat(window.others("c-3", 0)).isEqualTo(MOSTLY_TAKEN);
    }

    @Test
    void theLatestOutcomeOfAMailCounts() {
        window.note("c-1", false, 0);
        window.note("c-1", true, 1);

        assertThat(window.others("c-2", 1)).isEqualTo(MOSTLY_TAKEN);
    }

    @Test
    void whatIsLongerAgoThanAMinuteDoesNotCount() {
        window.note("c-1", true, MINUTE);

        assertThat(window.others("c-2", 2 * MINUTE)).isEqualTo(MOSTLY_TAKEN);
        assertThat(window.others("c-2", 2 * MINUTE + 1)).isEqualTo(NONE_TRIED);
    }

    @Test
    void suspectsThatSesHasJustFallenIllWhenTheLastFewOthersFailed() {
        for (int mail = 0; mail < 20; mail++) {
            window.note("taken-" + mail, true, 0);
        }
        window.note("c-1", false, MINUTE + 1);
        window.note("c-2", false, MINUTE + 2);
        window.note("c-3", false, MINUTE + 3);

        assertThat(window.isLosing("c-3", MINUTE + 3)).isFalse();
        assertThat(window.isLosing("c-4", MINUTE + 3)).isTrue();
        assertThat(window.isLosing("c-4", 2 * MINUTE + 1)).isTrue();
        assertThat(window.isLosing("c-4", 2 * MINUTE + 2)).isFalse();
        window.note("c-5", true, MINUTE + 4);
        assertThat(window.isLosing("c-4", MINUTE + 4)).isFalse();
    }

    @Test
    void aRefusalOfAMailsContentSaysNothingOfTheOthersUntilItMeetsSeveral() {
        window.noteRefused("c-1", 0);
        assertThat(window.others("c-4", 0)).isEqualTo(NONE_TRIED);
        assertThat(window.isLosing("c-4", 0)).isFalse();

        window.noteRefused("c-2", 0);
        window.noteRefused("c-3", 0);

        assertThat(window.isLosing("c-4", 0)).isTrue();
    }

    @Test
    void seesAtOnceThatSesHasFallenIllUnderLoad() {
        for (int mail = 0; mail < 1_000; mail++) {
            window.note("taken-" + mail, true, mail);
        }
        for (int mail = 0; mail < OutcomeWindow.MOST / 2; mail++) {
            window.note("failed-" + mail, false, 1_000);
        }

        assertThat(window.others("c-1", 1_000)).isEqualTo(MOSTLY_FAILED);
    }
}
