package assignmentmailer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import assignmentmailer.local.CandidatesTable;
import assignmentmailer.local.EmbeddedAws;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
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

/** Starts with an invalid setting or file: one log line and exit code 1. */
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
                "MAIL_FROM | not an address | MAIL_FROM in the environment: mail.from must be one e-mail address",
                "MAIL_FROM | jürgen@example.com | MAIL_FROM in the environment: mail.from has characters that this JVM cannot decode: set LANG=C.UTF-8",
                "MAIL_SUBJECT | Prüfung | MAIL_SUBJECT in the environment: mail.subject has characters that this JVM cannot decode: set LANG=C.UTF-8",
                "MAIL_FORM | jobs@example.com | MAIL_FORM in the environment is no setting: did you mean MAIL_FROM?",
                "MAIL_CALL_TIMEOUT | 10 | mail.call-timeout must be from 1s to 5m; a plain number is milliseconds",
                "MAIL_PROBE_INTERVAL | 10 | mail.probe-interval must be from 1s to 1h; a plain number is milliseconds",
                "MANAGEMENT_PORT | tcp://10.0.0.1:80 | set enableServiceLinks: false",
                "STATE_TABLE | candidates | state.table and candidates.table name the same table",
                "CANDIDATES_TABLE | cand?dates | candidates.table must be a table's name",
                "AWS_REGION | '' | no AWS region is known: set AWS_REGION",
                "STREAM_START | NOW | stream.start must be FROM_START or FROM_LATEST",
                "DEAD_LETTER_URI | nowhere:x | dead-letter.uri: No endpoint could be found for: nowhere://x",
                "DEAD_LETTER_URI | file:application.properties/letters | dead-letter.uri: the service cannot write to the folder",
                "MAIL_RETRY_DELAY | soon | mail.retry-delay must be a duration such as 500ms",
                "ASSIGNMENTS_1_UP_TO_YEARS | eight | assignments[1].up-to-years must be a number above 0",
                "ASSIGNMENTS_1_UP_TO_YEARS | 4 | assignments[1].up-to-years must be above assignments[0].up-to-years",
                "ASSIGNMENTS_2_URL | https://{{bucket}}.example.com | assignments[2].url has the placeholder {{bucket}}, which is not defined",
                "ASSIGNMENTS_4_URL | https://example.com | assignments[3] is missing, although assignments[4] is set",
                "HTTPS_PROXY | http://user:secret@ x | HTTPS_PROXY in the environment must be a proxy's address"
            })
    void namesASettingThatIsWrong(String variable, String value, String line) throws Exception {
        environment.put(variable, value);

        assertCannotStart(line);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "mail-assignment.camel.yaml | uri: freemarker | urx: freemarker | routes/mail-assignment.camel.yaml, line ",
                "send-assignment.camel.yaml | parameters: | parameters: [ | routes/send-assignment.camel.yaml, line ",
                "mail-assignment.camel.yaml | ref: mailComposer | ref: nobody | route: mail-assignment",
                "send-mail.camel.yaml | from: mail.from | from: '{{mail.frm}}' | mail.frm",
                "send-assignment.camel.yaml | routeConfigurationId: failures | routeConfigurationId: failure | the route send-assignment names the routeConfigurationId failure",
                "failures.camel.yaml | maximumRedeliveries: -1 | maximumRedeliveries: ten | maximumRedeliveries ten is not a number",
                "mail/assignment.ftl | ${body.url} | ${body.url | Syntax error in template \"routes/mail/assignment.ftl\" in line ",
                "mail/assignment.ftl | body.candidate.name} | body.candidate.fullname} | routes/mail/assignment.ftl, line 1: body.candidate.fullname is undefined",
                "mail/assignment.ftlh | ${body.url} | ${body.candidate.id} | routes/mail/assignment.ftlh renders a text without the assignment's address",
                "../application.properties | mail.subject=Coding Round | mail.subjekt=Round | application.properties: mail.subjekt is no setting: did you mean mail.subject?",
                "../application.properties | mail.subject=Coding Round | mail.subject=A\\nmail.subject=B | application.properties: mail.subject is set more than once",
                "mail-assignment.camel.yaml | ${body.template}.ftlh | letter.ftlh | routes/mail/letter.ftlh"
            })
    void namesAFileThatIsWrong(String file, String right, String wrong, String line) throws Exception {
        Path broken = ServiceProcess.prepare(directory).resolve("routes").resolve(file);
        Files.writeString(broken, Files.readString(broken).replace(right, wrong.translateEscapes()));

        assertCannotStart(line, directory);
    }

    @ParameterizedTest
    @CsvSource({
        "application.properties, mail.subject=, 'application.properties, line '",
        "routes/failures.camel.yaml, id: failures, 'routes/failures.camel.yaml, line '",
        "routes/mail/assignment.ftl, Hello, 'routes/mail/assignment.ftl is not UTF-8: save it as UTF-8'"
    })
    void namesAFileThatIsNotUtf8(String file, String text, String place) throws Exception {
        Path path = ServiceProcess.prepare(directory).resolve(file);
        Files.writeString(path, Files.readString(path).replace(text, text + "Prüfung"), StandardCharsets.ISO_8859_1);

        assertCannotStart(place, directory);
    }

    @Test
    void doesNotStartWithAnEmptyTemplate() throws Exception {
        Files.writeString(ServiceProcess.prepare(directory).resolve("routes/mail/assignment.ftl"), " \n");

        assertCannotStart("routes/mail/assignment.ftl renders an empty text", directory);
    }

    @Test
    void doesNotStartWithoutTheFailurePolicy() throws Exception {
        Files.delete(ServiceProcess.prepare(directory).resolve("routes/failures.camel.yaml"));

        assertCannotStart("names the routeConfigurationId failures, which no file defines", directory);
    }

    @Test
    void doesNotStartBesideAnotherOnTheSamePort() throws Exception {
        try (ServerSocket other = new ServerSocket(0)) {
            environment.put("MANAGEMENT_PORT", String.valueOf(other.getLocalPort()));

            assertCannotStart("management.port: the port " + other.getLocalPort() + " is in use by another process");
        }
    }

    @Test
    void doesNotWriteItsStateIntoATableOfAnotherKind() throws Exception {
        try (EmbeddedAws aws = EmbeddedAws.inMemory()) {
            environment.putAll(aws.environment());
            environment.put("STATE_TABLE", "applicants");
            CandidatesTable.create(aws.dynamoDb(), "applicants", "email");

            assertCannotStart("The state table 'applicants' has another key than the string 'id': set state.table to");
        }
    }

    @Test
    void doesNotStartWithoutRoutes() throws Exception {
        for (Path file : RouteFiles.in(ServiceProcess.prepare(directory).resolve("routes"))) {
            Files.delete(file);
        }

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
