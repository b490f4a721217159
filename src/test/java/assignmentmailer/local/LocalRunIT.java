package assignmentmailer.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import assignmentmailer.ServiceProcess;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/** The local run in a process of its own, as plain {@code mvn} starts it. */
@Tag("slow")
class LocalRunIT {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final int SAMPLES = 5;

    @TempDir
    private Path directory;

    private final List<Process> processes = new ArrayList<>();

    @BeforeEach
    void prepare() throws IOException {
        ServiceProcess.prepare(directory);
    }

    @AfterEach
    void stop() {
        processes.forEach(Process::destroyForcibly);
    }

    @Test
    void mailsTheSamplesAndWhoeverIsInsertedAndFindsItAllAgain() throws Exception {
        Process run = start(Map.of(), "-Dlocal.port=0", "-Dlocal.dynamodb-port=0");
        await().atMost(LIMIT).until(() -> mails().size() == SAMPLES);
        insertAda();
        await().atMost(LIMIT).until(() -> recipients().contains("ada@example.com"));
        List<String> before = mails().stream().map(ReceivedMail::id).toList();

        run.destroy();
        assertThat(run.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
        assertThat(log()).doesNotContain("ERROR", "\tat ");

        start(Map.of(), "-Dlocal.port=0", "-Dlocal.dynamodb-port=0");
        await().atMost(LIMIT).until(this::hasStarted);
        assertThat(mails()).extracting(ReceivedMail::id).containsAll(before);
        assertThat(candidates()).isEqualTo(SAMPLES + 1);
    }

    @Test
    void heedsTheUserButNeverReachesAnotherAws() throws Exception {
        String closed = "http://127.0.0.1:9";

        start(
                Map.of(
                        "MAIL_FROM", "Jobs <me@example.com>",
                        "AWS_ENDPOINT_URL", closed,
                        "AWS_ENDPOINT_URL_DYNAMODB", closed,
                        "AWS_ENDPOINT_URL_DYNAMODB_STREAMS", closed,
                        "AWS_ENDPOINT_URL_SES", closed),
                "-Dlocal.port=0",
                "-Dlocal.dynamodb-port=0",
                "-Dmail.reply-to=you@example.com",
                "-Daws.endpointUrlDynamoDb=" + closed);

        await().atMost(LIMIT).until(() -> mails().size() == SAMPLES);
        assertThat(mails()).allSatisfy(mail -> {
            assertThat(mail.message().getHeader("From")).containsExactly("Jobs <me@example.com>");
            assertThat(mail.message().getHeader("Reply-To")).containsExactly("you@example.com");
        });
    }

    @Test
    void saysInOneLineWhichPortIsTakenAndHowToChooseAnother() throws Exception {
        try (ServerSocket taken = new ServerSocket(0)) {
            Process run = start(Map.of(), "-Dlocal.port=" + taken.getLocalPort(), "-Dlocal.dynamodb-port=0");

            assertThat(run.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
            assertThat(run.exitValue()).isEqualTo(1);
            assertThat(log().strip())
                    .isEqualTo("Port %d is in use. Choose another: mvn -Dlocal.port=%d"
                            .formatted(taken.getLocalPort(), taken.getLocalPort() + 1));
        }
    }

    private Process start(Map<String, String> environment, String... properties) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(ProcessHandle.current().info().command().orElseThrow());
        command.add("-Dsqlite4java.library.path=" + System.getProperty("sqlite4java.library.path"));
        command.addAll(List.of(properties));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), LocalRun.class.getName()));
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(logFile().toFile());
        builder.environment().clear();
        builder.environment().putAll(environment);
        Process process = builder.start();
        processes.add(process);
        return process;
    }

    private void insertAda() throws Exception {
        HttpRequest request = HttpRequest.newBuilder(address("Intake"))
                .POST(BodyPublishers.ofString("""
                                {"fullname":"Ada Lovelace","email":"ada@example.com","skills":"java","experience":12}"""))
                .build();
        assertThat(HttpClient.newHttpClient()
                        .send(request, BodyHandlers.discarding())
                        .statusCode())
                .isEqualTo(200);
    }

    private int candidates() throws IOException {
        try (DynamoDbClient dynamoDb = EmbeddedAws.client(address("DynamoDB"))) {
            return dynamoDb.scan(scan -> scan.tableName(CandidatesTable.NAME)).count();
        }
    }

    /** As the banner gives it. */
    private URI address(String name) throws IOException {
        await().atMost(LIMIT).until(this::hasStarted);
        Matcher address = Pattern.compile(name + " +(http\\S+)").matcher(log());
        assertThat(address.find()).isTrue();
        return URI.create(address.group(1));
    }

    private List<ReceivedMail> mails() {
        return Mailbox.on(directory.resolve(LocalRun.DATA).resolve("mails")).mails();
    }

    private List<String> recipients() {
        return mails().stream().flatMap(mail -> mail.destinations().stream()).toList();
    }

    private boolean hasStarted() throws IOException {
        return log().contains("Ctrl-C ends it");
    }

    private String log() throws IOException {
        return Files.readString(logFile());
    }

    private Path logFile() {
        return directory.resolve("local-run.log");
    }
}
