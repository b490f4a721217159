package assignmentmailer.command.backfill;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

class KeyArgumentsTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "4711 | --id 4711",
                "a b | --id 'a b'",
                "it's | --id 'it'\\''s'",
                "$(rm) | --id '$(rm)'",
                "-x | --id=-x"
            })
    void quotesForAShellWhatNeedsQuotes(String id, String arguments) {
        assertThat(KeyArguments.of(id, Optional.empty(), "--id")).isEqualTo(arguments);
    }

    /** Whoever chooses an id could otherwise write lines of their own into what a command prints, or steer the terminal. */
    @Test
    void escapesWhatATerminalWouldObey() {
        assertThat(KeyArguments.of("a\n  failed 0 it's \\ \u001b[2J\u202e", Optional.empty(), "--id"))
                .isEqualTo("--id $'a\\U0000000A  failed 0 it\\'s \\\\ \\U0000001B[2J\\U0000202E'");
    }

    @Test
    void namesTheSortKeyAsTheCommandsTakeIt() {
        assertThat(KeyArguments.of("ada", Optional.of("-java"), "--id")).isEqualTo("--id ada --sort=-java");
        assertThat(new KeyArguments("id", Optional.of("skill"))
                        .of(Map.of("id", AttributeValue.fromS("-ada"), "skill", AttributeValue.fromN("7"))))
                .isEqualTo("--sort=7 -- -ada");
        assertThat(new KeyArguments("id", Optional.empty())
                        .of(Map.of("id", AttributeValue.fromB(SdkBytes.fromUtf8String("a")))))
                .isEqualTo("YQ==");
    }
}
