package assignmentmailer;

import static org.assertj.core.api.Assertions.assertThat;

import assignmentmailer.command.NextSteps;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What an operator copies from {@code README.md}. */
class ReadmeTest {
    private static final Pattern RUN = Pattern.compile("(?m)^java .*-jar .*$");
    private static final Pattern NEXT = Pattern.compile("(?m)^ {2}next {5}([^:]+): ");

    private final String readme = Files.readString(Path.of("README.md"));

    ReadmeTest() throws IOException {}

    /** Where memory runs out, a thread may be gone that nobody misses. */
    @Test
    void eachLineThatRunsTheServiceEndsItWhenMemoryRunsOut() {
        assertThat(RUN.matcher(readme).results().map(line -> line.group()))
                .isNotEmpty()
                .allSatisfy(line -> assertThat(line).contains(" -XX:+ExitOnOutOfMemoryError "));
    }

    @Test
    void theOptionsForASmallMachineAreThoseThatAreTested() {
        assertThat(readme).contains("java " + String.join(" ", ServiceProcess.JVM_OPTIONS) + " -jar ");
    }

    @Test
    void showsTheLastLineOfExplainInTheWordsOfItsSteps() {
        assertThat(NEXT.matcher(readme).results().map(line -> line.group(1)))
                .hasSizeGreaterThanOrEqualTo(2)
                .allSatisfy(words -> assertThat(NextSteps.WORDS).contains(words));
    }
}
