package assignmentmailer.command;

import static org.assertj.core.api.Assertions.assertThat;

import assignmentmailer.command.Letters.Letter;
import assignmentmailer.ledger.RecordKey;
import assignmentmailer.record.RecordJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.OperationType;
import software.amazon.awssdk.services.dynamodb.model.Record;

class LetterFolderTest {
    private static final String ID = "c-\"1\"/\\é";

    @TempDir
    private Path parent;

    private Path folder;
    private LetterFolder letters;

    @BeforeEach
    void name() {
        folder = parent.resolve("dead-letters");
        letters = new LetterFolder(folder, folder.resolve("replay"), new RecordKey("candidates"));
    }

    @Test
    void findsNoneWithoutAFolder() {
        Letters found = letters.find(record(ID));

        assertThat(found.letter()).isEmpty();
        assertThat(found.isLookedUp()).isTrue();
    }

    @Test
    void findsTheNewestOfACandidateAmongOthers() throws IOException {
        write("1.json", record("c-2"), "2026-11-25T12:00:03Z");
        write("2.json", record(ID), "2026-11-25T12:00:01Z");
        Path newest = write("3.json", record(ID), "2026-11-25T12:00:02Z");
        Files.writeString(folder.resolve("4.json"), "no JSON, but " + ID);
        Files.writeString(folder.resolve("5.json.part"), "{");

        Letters found = letters.find(record(ID));

        assertThat(found.letter())
                .contains(new Letter(
                        newest.toString(), "exhausted", "refused for ***@***", 11, "2026-11-25T12:00:02Z", false));
    }

    /** The text of another's letter may contain the key, as an attribute of the item. */
    @Test
    void passesOverALetterThatOnlyContainsTheKey() throws IOException {
        Record other = record("c-2").toBuilder()
                .dynamodb(change -> change.keys(Map.of("id", AttributeValue.fromS("c-2")))
                        .newImage(Map.of("friend", AttributeValue.fromS(ID))))
                .build();
        write("1.json", other, "2026-11-25T12:00:00Z");

        assertThat(letters.find(record(ID)).letter()).isEmpty();
    }

    @Test
    void findsALetterThatWaitsForItsReplay() throws IOException {
        write("1.json", record(ID), "2026-11-25T12:00:00Z");
        Path waiting = write("replay/2.json", record(ID), "2026-11-25T11:00:00Z");

        Letter found = letters.find(record(ID)).letter().orElseThrow();

        assertThat(found.file()).isEqualTo(waiting.toString());
        assertThat(found.isToBeReplayed()).isTrue();
    }

    private Path write(String name, Record record, String at) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, """
                {"reason": "exhausted", "errorMessage": "refused for ada@example.com", "attempts": 11,
                 "lastFailureTime": "%s", "record": %s}""".formatted(at, RecordJson.write(record)));
    }

    private static Record record(String id) {
        return Record.builder()
                .eventName(OperationType.INSERT)
                .dynamodb(change -> change.keys(Map.of("id", AttributeValue.fromS(id))))
                .build();
    }
}
