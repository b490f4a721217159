package assignmentmailer.deadletter;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DeadLetterTest {

    @Test
    void namesItsFileByTheEvent() {
        assertThat(letter("0a1b", "7").fileName()).isEqualTo("0a1b.json");
    }

    /** A forged event id could lead out of the folder, or to the name of another record's letter. */
    @ParameterizedTest
    @ValueSource(strings = {"", ".", "..", "../../etc/passwd", "a/b", "a_b", "A", "a\u0000", "a.json"})
    void namesItsFileByTheContentWhereTheEventIdIsNone(String eventId) {
        assertThat(letter(eventId, "7").fileName()).matches("sha256-[0-9a-f]{64}\\.json");
    }

    @Test
    void namesItsFileByTheContentWhereTheEventIdIsTooLongForAFile() {
        assertThat(letter("a".repeat(300), "7").fileName()).startsWith("sha256-");
    }

    @Test
    void sharesNoFileNameBetweenDifferentRecordsWithoutEventId() {
        Set<String> names = new HashSet<>();
        for (String id : List.of("c-1", "c-2", "c-3")) {
            names.add(letter(null, "7", record(id), null).fileName());
            names.add(letter(null, "7", null, id).fileName());
        }

        assertThat(names).hasSize(6);
    }

    @Test
    void givesTheSameRecordTheSameFileNameInWhateverOrderItsAttributesAre() {
        Map<String, Object> oneWay = new LinkedHashMap<>(Map.of("a", 1));
        oneWay.put("b", 2);
        Map<String, Object> otherWay = new LinkedHashMap<>(Map.of("b", 2));
        otherWay.put("a", 1);

        assertThat(letter(null, "7", oneWay, null).fileName())
                .isEqualTo(letter(null, "8", otherWay, null).fileName());
    }

    @Test
    void summarisesWithoutWhatIsPrivate() {
        assertThat(letter("0a1b", "7").summary("candidates/c-1"))
                .contains("candidates/c-1", "bad-record", "0a1b", "7", "1 attempt")
                .doesNotContain("jose@example.com", "the message");
    }

    @Test
    void summarisesATextWithoutQuotingIt() {
        assertThat(letter(null, null, null, "jose@example.com").summary(""))
                .contains("a text that is no record", "sha256-")
                .doesNotContain("jose@example.com");
    }

    @Test
    void keepsTheKeysButNotTheImagesWhenShortened() {
        DeadLetter letter = letter("0a1b", "7").shorten();

        assertThat(letter.record()).isEqualTo(Map.of("dynamodb", Map.of("Keys", Map.of("id", Map.of("S", "c-1")))));
        assertThat(letter.shortened()).isTrue();
        assertThat(letter.reason()).isEqualTo("bad-record");
    }

    @Test
    void keepsTheBeginningOfATextWhenShortened() {
        assertThat(letter(null, null, null, "x".repeat(5_000)).shorten().text()).isEqualTo("x".repeat(1_000));
        assertThat(letter(null, null, null, "short").shorten().text()).isEqualTo("short");
    }

    private static DeadLetter letter(@Nullable String eventId, String sequenceNumber) {
        return letter(eventId, sequenceNumber, record("c-1"), null);
    }

    private static DeadLetter letter(
            @Nullable String eventId,
            @Nullable String sequenceNumber,
            @Nullable Map<String, Object> record,
            @Nullable String text) {
        return new DeadLetter(
                "bad-record",
                "Error",
                "the message",
                1,
                "2026-01-01T00:00:00Z",
                "2026-01-01T00:00:00Z",
                eventId,
                sequenceNumber,
                record,
                text,
                null);
    }

    private static Map<String, Object> record(String id) {
        return Map.of(
                "dynamodb",
                Map.of("Keys", Map.of("id", Map.of("S", id)), "NewImage", Map.of("email", "jose@example.com")));
    }
}
