package assignmentmailer;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What an operator copies from {@code README.md}. */
class ReadmeTest {
    private static final Pattern RUN = Pattern.compile("(?m)^java .*-jar .*$");
    private static final Pattern POLICY = Pattern.compile("(?s)```json\\n(.*?)```");

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
    void thePolicyAllowsReplayToReadTheItem() throws IOException {
        Matcher policy = POLICY.matcher(readme);
        assertThat(policy.find()).isTrue();

        assertThat(new ObjectMapper().readTree(policy.group(1)).get("Statement"))
                .filteredOn(statement -> statement.get("Resource").asText().endsWith(":table/candidates"))
                .anySatisfy(statement ->
                        assertThat(statement.get("Action").toString()).contains("dynamodb:GetItem"));
    }

    @Test
    void thePolicyAllowsEachCallOfTheReader() throws IOException {
        Matcher policy = POLICY.matcher(readme);
        assertThat(policy.find()).isTrue();

        List<String> actions = new ArrayList<>();
        for (JsonNode statement : new ObjectMapper().readTree(policy.group(1)).get("Statement")) {
            JsonNode action = statement.get("Action");
            if (action.isTextual()) {
                actions.add(action.asText());
            }
            action.forEach(one -> actions.add(one.asText()));
        }

        assertThat(actions)
                .contains(
                        "dynamodb:DescribeStream",
                        "dynamodb:GetShardIterator",
                        "dynamodb:GetRecords",
                        "dynamodb:ListStreams",
                        "dynamodb:DescribeTable",
                        "dynamodb:CreateTable",
                        "dynamodb:UpdateTimeToLive",
                        "dynamodb:GetItem",
                        "dynamodb:BatchGetItem",
                        "dynamodb:PutItem",
                        "dynamodb:UpdateItem");
    }
}
