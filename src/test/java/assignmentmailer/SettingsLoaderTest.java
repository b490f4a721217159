package assignmentmailer;

import static org.assertj.core.api.Assertions.assertThat;

import assignmentmailer.settings.SettingSources;
import assignmentmailer.settings.SettingsFile;
import java.util.Map;
import java.util.Set;
import org.apache.camel.CamelContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Values that follow from other settings. */
class SettingsLoaderTest {
    @ParameterizedTest
    @CsvSource({
        "file:dead-letters?tempFileName=${file:onlyname}.part&chmod=600, dead-letters/replay",
        "file:dead-letters, dead-letters/replay",
        "file:dead-letters/, dead-letters/replay",
        "file://dead-letters, dead-letters/replay",
        "file:/var/letters, /var/letters/replay",
        "file:///var/letters?chmod=600, /var/letters/replay"
    })
    void replaysFromASubfolderOfTheDeadLetters(String letters, String replay) {
        Map<String, String> values =
                SettingsLoader.withReplay(Map.of("dead-letter.uri", letters, "replay.enabled", "true"));

        assertThat(values).containsEntry("replay.folder", replay).containsEntry("replay.enabled", "true");
    }

    @ParameterizedTest
    @CsvSource({"aws2-sqs:dead-letters", "aws2-s3:bucket?keyName=x", "log:letters"})
    void replaysNothingWhereDeadLettersAreInNoFolder(String letters) {
        Map<String, String> values =
                SettingsLoader.withReplay(Map.of("dead-letter.uri", letters, "replay.enabled", "true"));

        assertThat(values).containsEntry("replay.enabled", "false");
    }

    @Test
    void tellsTheVisibilityInSeconds() {
        Map<String, String> values = SettingsLoader.withVisibility(Map.of("queue.visibility", "90000"));

        assertThat(values).containsEntry("queue.visibility-seconds", "90");
    }

    @Test
    void leavesReplayOffWhereItIsOff() {
        Map<String, String> values =
                SettingsLoader.withReplay(Map.of("dead-letter.uri", "file:letters", "replay.enabled", "false"));

        assertThat(values).containsEntry("replay.enabled", "false");
    }

    @ParameterizedTest
    @CsvSource({"text, false", "json, true"})
    void givesLogLinesAContextWhereTheFormatShowsIt(String format, String hasContext) {
        Map<String, String> values = SettingsLoader.withLogContext(Map.of("log.format", format));

        assertThat(values).containsEntry("log.context", hasContext);
    }

    @Test
    void namesTheContextOfACommandLikeTheServiceWhoseLedgerItReads() {
        SettingsFile file =
                new SettingsFile("application.properties", Map.of("camel.main.name", "second-service"), Set.of());

        CamelContext context = new SettingsLoader(new SettingSources(file, Map.of(), Map.of())).bareContext();

        assertThat(MailConfiguration.ledgerPrefix(context)).isEqualTo("second-service/mail/");
    }
}
