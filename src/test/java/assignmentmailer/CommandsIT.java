package assignmentmailer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import assignmentmailer.deploy.Grant;
import assignmentmailer.deploy.Template;
import assignmentmailer.local.EmbeddedAws;
import assignmentmailer.state.StateTable;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** The operator's commands of the packaged jar, beside the running service. */
@Tag("slow")
class CommandsIT {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    @TempDir
    private static Path serviceDirectory;

    private static EmbeddedAws aws;
    private static ServiceProcess service;

    @TempDir
    private Path directory;

    private final Map<String, String> environment = new HashMap<>(environment());

    @BeforeAll
    static void startService() throws IOException {
        aws = EmbeddedAws.inMemory();
        insert("good", "ada@example.com");
        insert("bad", "no address");
        List<String> options = new ArrayList<>(ServiceProcess.JVM_OPTIONS);
        options.add("-Xlog:class+load:file=" + serviceDirectory.resolve("classes.txt"));
        service = ServiceProcess.start(ServiceProcess.prepare(serviceDirectory), environment(), options);
        await().atMost(LIMIT)
                .until(() -> aws.mailbox().mails().size() == 1
                        && explain("good").out().contains(" SENT ")
                        && !files(serviceDirectory.resolve("dead-letters")).isEmpty());
    }

    @AfterAll
    static void stopService() {
        service.close();
        aws.close();
    }

    @BeforeEach
    void prepare() throws IOException {
        ServiceProcess.prepare(directory);
    }

    private static Map<String, String> environment() {
        Map<String, String> environment = new HashMap<>(aws.environment());
        environment.put("MAIL_FROM", "Recruiting <jobs@example.com>");
        environment.put("MAIL_REPLY_TO", "hr@example.com");
        return environment;
    }

    private static void insert(String id, String email) {
        aws.dynamoDb().putItem(put -> put.tableName("candidates")
                .item(Map.of(
                        "id", AttributeValue.fromS(id),
                        "fullname", AttributeValue.fromS("José"),
                        "email", AttributeValue.fromS(email),
                        "experience", AttributeValue.fromN("3"))));
    }

    /** Of the template's operators' role; the service makes no call meanwhile. */
    @Test
    void theOperatorsRoleAllowsWhatTheCommandsCall() throws Exception {
        Template template = new Template(Map.of("Sender", "jobs@example.com", "AssignmentsBucket", "assignments"));
        try (EmbeddedAws alone = EmbeddedAws.inMemory()) {
            alone.s3().put("assignments", "go.zip", new byte[] {1});
            environment.putAll(alone.environment());
            environment.put("ASSIGNMENTS_0_ATTACH", "s3://assignments/go.zip");
            String id = alone.candidates().insert("Jane Doe", "jane@example.com", "java", "4");
            new StateTable(alone.dynamoDb(), "assignment-mailer-state").createIfMissing();

            CommandProcess.run(directory, environment, "check");
            CommandProcess explained = CommandProcess.run(directory, environment, "explain", id);

            assertThat(explained.lines()).contains("candidates/" + id);
            Set<Grant> needed = PackagedService.neededBy(alone.calls());
            assertThat(needed)
                    .extracting(Grant::action)
                    .contains(
                            "dynamodb:BatchGetItem",
                            "dynamodb:GetRecords",
                            "ses:GetIdentityVerificationAttributes",
                            "s3:GetObject");
            assertThat(template.grants("OperatorRole")).containsAll(needed);
        }
    }

    private static CommandProcess explain(String... arguments) throws Exception {
        return CommandProcess.run(
                serviceDirectory,
                environment(),
                Stream.concat(Stream.of("explain"), Stream.of(arguments)).toArray(String[]::new));
    }

    private static List<Path> files(Path folder) throws IOException {
        if (Files.notExists(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile).sorted().toList();
        }
    }

    @Test
    void theServiceStartsWithoutThem() throws IOException {
        assertThat(Files.readString(serviceDirectory.resolve("classes.txt")))
                .contains("assignmentmailer.AssignmentMailer ")
                .doesNotContain("picocli", "assignmentmailer.command", "me.tongfei", "org.jline");
    }

    @Test
    void checkFindsNothingWrongBesideTheRunningServiceAndLeavesNoTrace() throws Exception {
        List<Path> before = files(directory);

        CommandProcess check = CommandProcess.run(directory, environment, "check");

        assertThat(check.exitCode()).as(check.out()).isZero();
        assertThat(check.err()).isEmpty();
        assertThat(check.lines()).hasSize(12).allMatch(line -> line.startsWith("ok   "));
        assertThat(check.out())
                .containsPattern("ok {3}assignments\\[2]: the mail to a sample candidate has \\d+ bytes")
                .contains("ok   credentials: arn:aws:iam::000000000000:user/local");
        assertThat(files(directory)).isEqualTo(before);
        assertThat(directory.resolve("dead-letters")).doesNotExist();
        assertThat(aws.mailbox().mails()).hasSize(1);
    }

    /** The service, or anything else, has the port then. */
    @ParameterizedTest
    @ValueSource(strings = {"check", "backfill --send --yes"})
    void openNoPort(String command) throws Exception {
        try (ServerSocket taken = new ServerSocket(0)) {
            environment.put("MANAGEMENT_PORT", String.valueOf(taken.getLocalPort()));

            CommandProcess done = CommandProcess.run(directory, environment, command.split(" "));

            assertThat(done.exitCode()).as(done.out()).isZero();
            assertThat(done.out() + done.err()).doesNotContain("Exception");
        }
    }

    @Test
    void checkNamesEachSettingThatIsWrong() throws Exception {
        environment.put("MAIL_CALL_TIMEOUT", "10");
        environment.put("STREAM_START", "NOW");

        CommandProcess check = CommandProcess.run(directory, environment, "check");

        assertThat(check.exitCode()).isEqualTo(1);
        assertThat(check.lines())
                .hasSize(2)
                .anyMatch(line ->
                        line.startsWith("FAIL settings: MAIL_CALL_TIMEOUT in the environment: mail.call-timeout"))
                .anyMatch(line ->
                        line.startsWith("FAIL settings: STREAM_START in the environment: stream.start must be"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "routes/mail-assignment.camel.yaml | uri: freemarker | urx: freemarker | FAIL routes: file:routes/mail-assignment.camel.yaml, line ",
                "routes/mail-assignment.camel.yaml | ref: mailComposer | ref: nobody | FAIL routes: ",
                "routes/mail/assignment.ftl | body.candidate.name} | body.candidate.fullname} | FAIL routes: routes/mail/assignment.ftl, line 1: body.candidate.fullname is undefined"
            })
    void checkNamesAFileThatIsWrongAndLooksAtAwsAllTheSame(String file, String right, String wrong, String line)
            throws Exception {
        Path broken = directory.resolve(file);
        Files.writeString(broken, Files.readString(broken).replace(right, wrong));

        CommandProcess check = CommandProcess.run(directory, environment, "check");

        assertThat(check.exitCode()).isEqualTo(1);
        assertThat(check.lines())
                .anyMatch(found -> found.startsWith(line))
                .anyMatch(found -> found.startsWith("ok   sender jobs@example.com"));
    }

    @Test
    void checkTriesLinksAndAttachments() throws Exception {
        aws.s3().put("assignments", "go.zip", new byte[] {1});
        environment.putAll(aws.environment());
        environment.put("ASSIGNMENTS_0_URL", "s3://assignments/go.zip");
        environment.put("ASSIGNMENTS_1_URL", "s3://assignments/missing.zip");
        environment.put("ASSIGNMENTS_2_ATTACH", "file:missing.zip");
        environment.put("DEAD_LETTER_URI", "log:letters");

        CommandProcess check = CommandProcess.run(directory, environment, "check");

        assertThat(check.exitCode()).isEqualTo(1);
        assertThat(check.lines())
                .contains("ok   assignments[0].url: s3://assignments/go.zip is readable")
                .anyMatch(line -> line.startsWith(
                        "FAIL assignments[1].url: a link to s3://assignments/missing.zip is refused: 404"))
                .anyMatch(line ->
                        line.startsWith("FAIL assignments[2].attach: file:missing.zip is missing: correct the name"))
                .anyMatch(line -> line.startsWith("warn dead-letter.uri: whether log:"));
    }

    @Test
    void explainSaysOfAMailedCandidateWhatWasSentWhen() throws Exception {
        CommandProcess explained = explain("good");

        assertThat(explained.exitCode()).isZero();
        assertThat(explained.err()).isEmpty();
        assertThat(explained.lines())
                .startsWith("candidates/good", "  item     José, a***@example.com, 3 years")
                .contains("  mailed   https://s3.amazonaws.com/my-bucket-name/assignment1.zip, by assignments[0]")
                .anyMatch(line -> line.matches("  attempt  1\\. \\S+ sent"))
                .last()
                .asString()
                .startsWith("  next     mailed: ");
        assertThat(explained.out()).contains(aws.mailbox().mails().get(0).id());
    }

    @Test
    void explainFindsTheDeadLetterOfABadRecord() throws Exception {
        CommandProcess explained = explain("bad", "--json");

        assertThat(explained.exitCode()).isZero();
        JsonNode json = JsonMapper.builder().build().readTree(explained.out());
        assertThat(json.at("/item/problem").asText()).startsWith("the attribute email is not");
        assertThat(json.at("/deadLetter/reason").asText()).isEqualTo("bad-record");
        assertThat(json.at("/next").asText()).isEqualTo("dead letter");
    }

    @Test
    void explainFailsWhereNothingIsKnown() throws Exception {
        CommandProcess explained = explain("nobody");

        assertThat(explained.exitCode()).isEqualTo(1);
        assertThat(explained.lines())
                .containsExactly(
                        "candidates/nobody",
                        "  next     nothing known: no item, no entry in the ledger, no dead letter here; check the id,"
                                + " candidates.table and state.table");
    }

    @ParameterizedTest
    @CsvSource({
        "AWS_REGION, '', 'assignment-mailer explain: no AWS region is known: set AWS_REGION'",
        "MAIL_FROM, nobody, 'assignment-mailer explain: MAIL_FROM in the environment: mail.from must be one e-mail address'"
    })
    void explainSaysInOneLineWhyItCannot(String variable, String value, String line) throws Exception {
        environment.put(variable, value);

        CommandProcess explained = CommandProcess.run(directory, environment, "explain", "good");

        assertThat(explained.exitCode()).isEqualTo(1);
        assertThat(explained.out()).isEmpty();
        assertThat(explained.err()).startsWith(line).hasLineCount(1);
    }

    @Test
    void anUnknownWordIsRefusedInOneLine() throws Exception {
        CommandProcess unknown = CommandProcess.run(directory, environment, "start");

        assertThat(unknown.exitCode()).isEqualTo(1);
        assertThat(unknown.out()).isEmpty();
        assertThat(unknown.err())
                .startsWith("assignment-mailer: Unmatched argument")
                .hasLineCount(1);
    }
}
