package assignmentmailer.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.entry;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SettingsFileTest {
    @TempDir
    private Path directory;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "mail.subject=Prüfung 编程\nb=2\n",
                "\uFEFFmail.subject=Prüfung 编程\nb=2\n",
                "mail.subject = Prüfung 编程\r\nb = 2\r\n",
                "# comment\n\nmail.subject: Prüfung 编程\nb 2",
                "mail.subject=Pr\\u00fcfung \\\n   编程\nb=2"
            })
    void readsUtf8HoweverItIsLaidOut(String text) throws IOException {
        SettingsFile file = read(text.getBytes(StandardCharsets.UTF_8));

        assertThat(file.values()).containsExactly(entry("mail.subject", "Prüfung 编程"), entry("b", "2"));
        assertThat(file.duplicates()).isEmpty();
    }

    @Test
    void readsKeysAsUtf8() throws IOException {
        assertThat(read("größe=1\n".getBytes(StandardCharsets.UTF_8)).values()).containsOnlyKeys("größe");
    }

    @ParameterizedTest
    @CsvSource({"ISO-8859-1, 2", "windows-1252, 2", "UTF-16, 1", "UTF-16LE, 2"})
    void namesTheLineThatIsNotUtf8(String charset, int line) {
        byte[] bytes = "a=1\nmail.subject=Prüfung\n".getBytes(Charset.forName(charset));

        assertThatIllegalArgumentException()
                .isThrownBy(() -> read(bytes))
                .withMessage("application.properties, line " + line + ": the file is not UTF-8: save it as UTF-8");
    }

    @Test
    void refusesAMalformedEscape() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> read("dead-letter.uri=file:C:\\users".getBytes(StandardCharsets.UTF_8)))
                .withMessage("application.properties: \\u is not followed by four hexadecimal digits");
    }

    @Test
    void notesWhatIsThereMoreThanOnce() throws IOException {
        SettingsFile file = read("a=1\nb=2\na=3\n".getBytes(StandardCharsets.UTF_8));

        assertThat(file.duplicates()).containsExactly("a");
        assertThat(file.values()).containsExactly(entry("a", "3"), entry("b", "2"));
    }

    @Property(seed = "5", tries = 300)
    void readsOrRefusesWhateverBytesThereAre(@ForAll byte[] bytes) throws IOException {
        Map<String, String> values = Map.of();
        try {
            values = SettingsFile.decoded("application.properties", bytes).values();
        } catch (IllegalArgumentException refused) {
            assertThat(refused).hasMessageStartingWith("application.properties");
        }

        assertThat(values).doesNotContainValue("\uFFFD");
    }

    private SettingsFile read(byte[] bytes) throws IOException {
        return SettingsFile.read(Files.write(directory.resolve("application.properties"), bytes));
    }
}
