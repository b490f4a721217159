package assignmentmailer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import assignmentmailer.local.EmbeddedAws;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is wrong with a setting or a file is said in one line, and the process ends with exit code 1. */
@Tag("slow")
class StartIT {
    private static final long LIMIT_S = 60;

    @TempDir
    private Path directory;

    private final Map<String, String> environment = new HashMap<>(Map.of(
            "AWS_REGION", "us-east-1",
            "AWS_ACCESS_KEY_ID", "none",
            "AWS_SECRET_ACCESS_KEY", "none",
            "AWS_ENDPOINT_URL", "http://127.0.0.1:9",
            "MAIL_FROM", "jobs@example.com",
            "MAIL_REPLY_TO", "hr@example.com"));

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "MAIL_FROM | '' | mail.from is not set: give it in application.properties, or as MAIL_FROM",
                "MAIL_REPLY_TO | '' | mail.reply-to is not set",
                "MAIL_FROM | not an address | mail.from is not one e-mail address",
                "AWS_REGION | '' | no AWS region is known: set AWS_REGION",
                "STREAM_START | NOW | (camel.component.aws2-ddbstream.streamIteratorType=NOW)",
                "DEAD_LETTER_URI | nowhere:x | Failed to create route: dead-letter",
                "MAIL_RETRY_DELAY | 500ms | mail.retry-delay is not a number: 500ms",
                "ASSIGNMENTS_1_UP_TO_YEARS | eight | assignments[1].up-to-years is not a number: eight",
                "ASSIGNMENTS_1_UP_TO_YEARS | 4 | assignments[1].up-to-years must be above assignments[0].up-to-years",
                "ASSIGNMENTS_4_URL | https://example.com | assignments[3] is missing, although assignments[4] is there"
            })
    void namesASettingThatIsWrong(String variable, String value, String line) throws Exception {
        environment.put(variable, value);

        assertCannotStart(line);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "send-assignment.camel.yaml | uri: freemarker | urx: freemarker | routes/send-assignment.camel.yaml, line ",
                "send-assignment.camel.yaml | parameters: | parameters: [ | routes/send-assignment.camel.yaml, line ",
                "send-assignment.camel.yaml | ref: mailComposer | ref: nobody | route: mail-assignment",
                "send-assignment.camel.yaml | {{mail.from}} | {{mail.frm}} | mail.frm",
                "failures.camel.yaml | maximumRedeliveries: -1 | maximumRedeliveries: ten | maximumRedeliveries ten is not a number",
                "mail/assignment.ftl | ${body.url} | ${body.url | Syntax error in template \"routes/mail/assignment.ftl\" in line ",
                "send-assignment.camel.yaml | assignment.ftlh | letter.ftlh | routes/mail/letter.ftlh"
            })
    void namesAFileThatIsWrong(String file, String right, String wrong, String line) throws Exception {
        Path broken = ServiceProcess.prepare(directory).resolve("routes").resolve(file);
        Files.writeString(broken, Files.readString(broken).replace(right, wrong));

        assertCannotStart(line, directory);
    }

    @Test
    void doesNotStartWithoutRoutes() throws Exception {
        ServiceProcess.prepare(directory);
        Files.delete(directory.resolve("routes/send-assignment.camel.yaml"));
        Files.delete(directory.resolve("routes/failures.camel.yaml"));

        assertCannotStart("routes/*.camel.yaml is missing", directory);
    }

    @Test
    void doesNotStartWithoutSettings() throws Exception {
        ServiceProcess.prepare(directory);
        Files.delete(directory.resolve("application.properties"));

        assertCannotStart("application.properties", directory);
    }

    @Test
    void namesATableThatIsNotThere() throws Exception {
        try (EmbeddedAws aws = EmbeddedAws.inMemory()) {
            environment.putAll(aws.environment());
            environment.put("CANDIDATES_TABLE", "nobody");

            assertCannotStart("The table 'nobody' does not exist in this account and region: create it");
        }
    }

    @Test
    void waitsForANetworkThatIsNotThereYetAndStopsWhenAsked() throws Exception {
        try (ServiceProcess service = ServiceProcess.start(ServiceProcess.prepare(directory), environment)) {
            await().atMost(Duration.ofSeconds(LIMIT_S))
                    .until(() -> service.hasStarted() && service.log().contains("cannot be followed"));

            service.terminate();

            assertThat(service.exitCode(LIMIT_S)).isZero();
        }
    }

    private void assertCannotStart(String line) throws IOException, InterruptedException {
        assertCannotStart(line, ServiceProcess.prepare(directory));
    }

    private void assertCannotStart(String line, Path prepared) throws IOException, InterruptedException {
        try (ServiceProcess service = ServiceProcess.start(prepared, environment)) {
            assertThat(service.exitCode(LIMIT_S)).isEqualTo(1);
            assertThat(service.log().lines().filter(logged -> logged.contains("Cannot start: ")))
                    .singleElement()
                    .asString()
                    .contains(line);
            assertThat(service.log()).doesNotContain("\tat ");
        }
    }
}
