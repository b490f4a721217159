package assignmentmailer.deadletter;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class DeadLetterTest {

    @Test
    void namesItsFileByTheEvent() {
        assertThat(letter("0a1b", "7").fileName()).isEqualTo("0a1b.json");
    }

    @Test
    void namesItsFileByTheSequenceNumberWhereTheEventHasNoId() {
        assertThat(letter(null, "7").fileName()).isEqualTo("7.json");
    }

    @Test
    void letsNoEventLeaveTheFolder() {
        assertThat(letter("../../etc/passwd", "7").fileName()).isEqualTo(".._.._etc_passwd.json");
    }

    @Test
    void summarisesWithoutWhatIsPrivate() {
        assertThat(letter("0a1b", "7").summary("candidates/c-1"))
                .contains("candidates/c-1", "bad-record", "0a1b", "7", "1 attempt")
                .doesNotContain("jose@example.com", "the message");
    }

    private static DeadLetter letter(String eventId, String sequenceNumber) {
        return new DeadLetter(
                "bad-record",
                "Error",
                "the message",
                1,
                "2026-01-01T00:00:00Z",
                "2026-01-01T00:00:00Z",
                eventId,
                sequenceNumber,
                Map.of(
                        "dynamodb",
                        Map.of(
                                "Keys",
                                Map.of("id", Map.of("S", "c-1")),
                                "NewImage",
                                Map.of("email", "jose@example.com"))));
    }
}
