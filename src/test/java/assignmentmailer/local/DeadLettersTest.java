package assignmentmailer.local;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DeadLettersTest {
    private static final String LETTER = """
            {"reason":"bad-record","errorClass":"BadRecordException","errorMessage":"the attribute email is missing","attempts":3,
             "record":{"eventName":"INSERT","dynamodb":{"Keys":{"id":{"S":"c 1"}},
              "NewImage":{"id":{"S":"c 1"},"fullname":{"S":"José"},"email":{"S":"jose@"},"experience":{"N":"4.50"}}}}}""";

    @TempDir
    private Path directory;

    private Path kept;
    private Path replayed;
    private DeadLetters letters;

    @BeforeEach
    void prepare() throws IOException {
        kept = Files.createDirectory(directory.resolve("dead-letters"));
        replayed = Files.createDirectory(kept.resolve("replay"));
        letters = new DeadLetters(() -> Optional.of(kept), () -> Optional.of(replayed));
    }

    @Test
    void listsEachLetterWithCandidateReasonAndErrorNewestFirst() throws Exception {
        write(kept.resolve("older.json"), LETTER, 1_000);
        write(kept.resolve("newer.json"), LETTER.replace("bad-record", "rejected"), 2_000);

        JsonNode list = json(letters.list());

        assertThat(list.get("total").intValue()).isEqualTo(2);
        assertThat(list.get("letters").findValuesAsText("name")).containsExactly("newer.json", "older.json");
        assertThat(list.at("/letters/0/reason").textValue()).isEqualTo("rejected");
        assertThat(list.at("/letters/1/reason").textValue()).isEqualTo("bad-record");
        assertThat(list.at("/letters/1/error").textValue()).isEqualTo("the attribute email is missing");
        assertThat(list.at("/letters/1/candidate").textValue()).isEqualTo("José");
        assertThat(list.at("/letters/1/failedAt").longValue()).isEqualTo(1_000);
        assertThat(list.at("/letters/1/isReplaying").booleanValue()).isFalse();
    }

    @Test
    void showsTheWholeRecordAndHowToMendTheItem() throws Exception {
        write(kept.resolve("one.json"), LETTER, 1_000);

        JsonNode letter = json(letters.letter("one.json"));

        assertThat(JsonMapper.builder().build().readTree(letter.get("source").textValue()))
                .isEqualTo(JsonMapper.builder().build().readTree(LETTER));
        assertThat(letter.get("source").textValue()).contains("\n");
        assertThat(letter.get("attempts").intValue()).isEqualTo(3);
        assertThat(letter.at("/mend/path").textValue()).isEqualTo("/candidates/c%201");
        assertThat(letter.at("/mend/form"))
                .isEqualTo(JsonMapper.builder().build().readTree("""
                                        {"fullname":"José","email":"jose@","skills":"","experience":4.50}"""));
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"experience\":{\"S\":\"ten\"}}", "{\"experience\":{\"N\":\"ten\"},\"email\":7}", "7"})
    void showsARecordOfAnyShape(String image) throws Exception {
        write(
                kept.resolve("odd.json"),
                LETTER.replaceAll("(?s)\"NewImage\":.*", "\"NewImage\":" + image + "}}}"),
                1_000);

        JsonNode letter = json(letters.letter("odd.json"));

        assertThat(letter.get("candidate").textValue()).isEqualTo("c 1");
        assertThat(letter.at("/mend/form/experience").isTextual()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "no JSON <b>", "[]", "{}", "{\"reason\":\"unreadable\",\"text\":\"?\"}"})
    void showsAFileThatContainsNoRecord(String content) throws Exception {
        write(kept.resolve("odd.json"), content, 1_000);

        JsonNode letter = json(letters.letter("odd.json"));

        assertThat(letter.get("candidate").textValue()).isEqualTo("Unknown candidate");
        assertThat(letter.get("error").textValue()).isEqualTo("The file contains no dead letter of this service");
        assertThat(letter.get("mend").isNull()).isTrue();
        assertThat(letter.get("source").textValue().replaceAll("\\s", "")).isEqualTo(content.replace(" ", ""));
    }

    @Test
    void shortensALongLetter() throws Exception {
        write(kept.resolve("long.json"), "x".repeat(100_010), 1_000);

        assertThat(json(letters.letter("long.json")).get("source").textValue())
                .hasSizeLessThan(100_100)
                .endsWith("... and 10 characters more");
    }

    @Test
    void listsTheNewestOfVeryManyAndCountsAll() throws Exception {
        for (int i = 0; i < 101; i++) {
            write(kept.resolve(i + ".json"), LETTER, 1_000 * (i + 1));
        }

        JsonNode list = json(letters.list());

        assertThat(list.get("total").intValue()).isEqualTo(101);
        assertThat(list.get("letters").findValuesAsText("name"))
                .hasSize(100)
                .startsWith("100.json")
                .doesNotContain("0.json");
    }

    @Test
    void movesALetterToTheReplayFolderUntouched() throws Exception {
        write(kept.resolve("one.json"), LETTER, 1_000);
        write(kept.resolve("other.json"), LETTER, 1_000);

        Answer answer = letters.replay("one.json");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(kept.resolve("one.json")).doesNotExist();
        assertThat(replayed.resolve("one.json")).hasContent(LETTER);
        assertThat(replayed.resolve("one.json").toFile().lastModified()).isEqualTo(1_000);
        assertThat(replayed.resolve("other.json")).doesNotExist();
    }

    @Test
    void listsALetterThatIsBeingReplayed() throws Exception {
        write(kept.resolve("one.json"), LETTER, 1_000);

        letters.replay("one.json");
        Answer again = letters.replay("one.json");

        assertThat(again.status()).isEqualTo(200);
        assertThat(json(letters.list()).at("/letters/0/isReplaying").booleanValue())
                .isTrue();
        assertThat(json(letters.letter("one.json")).get("isReplaying").booleanValue())
                .isTrue();
    }

    @Test
    void listsALetterOnceThatFailedAgainWhileItsFileIsStillThere() throws Exception {
        write(replayed.resolve("one.json"), LETTER, 1_000);
        write(kept.resolve("one.json"), LETTER, 2_000);

        JsonNode list = json(letters.list());

        assertThat(list.get("total").intValue()).isEqualTo(1);
        assertThat(list.at("/letters/0/failedAt").longValue()).isEqualTo(2_000);
        assertThat(list.at("/letters/0/isReplaying").booleanValue()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "none.json",
                "",
                ".",
                "..",
                "../secret.json",
                "replay",
                "replay/../../secret.json",
                "link.json",
                "half.json.part",
                ".hidden.json",
                "one.json\0"
            })
    void answersOnlyForTheLettersThatItLists(String name) throws Exception {
        write(directory.resolve("secret.json"), "secret", 1_000);
        write(kept.resolve("one.json"), LETTER, 1_000);
        write(kept.resolve("half.json.part"), "{", 1_000);
        write(kept.resolve(".hidden.json"), "{", 1_000);
        Files.createSymbolicLink(kept.resolve("link.json"), directory.resolve("secret.json"));

        Answer shown = letters.letter(name);
        Answer moved = letters.replay(name);

        assertThat(shown.status()).isEqualTo(404);
        assertThat(moved.status()).isEqualTo(404);
        assertThat(json(letters.list()).get("letters").findValuesAsText("name")).containsExactly("one.json");
        assertThat(replayed).isEmptyDirectory();
        assertThat(directory.resolve("secret.json")).exists();
    }

    @Test
    void movesNothingWhereTheServiceReplaysNothing() throws Exception {
        write(kept.resolve("one.json"), LETTER, 1_000);

        Answer answer = new DeadLetters(() -> Optional.of(kept), Optional::empty).replay("one.json");

        assertThat(answer.status()).isEqualTo(409);
        assertThat(json(answer).get("error").textValue()).contains("replay.enabled");
        assertThat(kept.resolve("one.json")).exists();
    }

    @Test
    void hasNoLettersBeforeThereIsAFolder() throws Exception {
        DeadLetters unknown = new DeadLetters(Optional::empty, Optional::empty);
        DeadLetters missing = new DeadLetters(() -> Optional.of(directory.resolve("none")), Optional::empty);

        assertThat(json(unknown.list()).get("total").intValue()).isZero();
        assertThat(json(missing.list()).get("total").intValue()).isZero();
    }

    private static void write(Path file, String content, long modified) throws IOException {
        Files.writeString(file, content);
        Files.setLastModifiedTime(file, FileTime.fromMillis(modified));
    }

    private static JsonNode json(Answer answer) throws IOException {
        return JsonMapper.builder().build().readTree(answer.body());
    }
}
