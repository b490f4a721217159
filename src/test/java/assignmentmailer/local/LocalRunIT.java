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
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The local run in a process of its own, as plain {@code mvn} starts it. */
@Tag("slow")
class LocalRunIT {
    private static final Duration LIMIT = Duration.ofMinutes(2);
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
    void mailsEveryoneOnceAndFindsItsDataAgain() throws Exception {
        Process first = start(Map.of());
        await().atMost(LIMIT).until(() -> mails().size() == SAMPLES);
        insert("ada@example.com");
        await().atMost(LIMIT).until(() -> recipients().contains("ada@example.com"));
        first.destroy();
        assertThat(first.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
        assertThat(first.exitValue()).isZero();
        assertThat(log()).doesNotContain("ERROR", "\tat ");

        start(Map.of());
        insert("grace@example.com");
        await().atMost(LIMIT).until(() -> recipients().contains("grace@example.com"));

        assertThat(recipients()).hasSize(SAMPLES + 2).doesNotHaveDuplicates();
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
            Process run = start(Map.of(), "-Dlocal.port=" + taken.getLocalPort());

            assertThat(run.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
            assertThat(run.exitValue()).isEqualTo(1);
            assertThat(log().lines().filter(line -> !line.isBlank() && !isOfTheJvm(line)))
                    .containsExactly("Port %d is in use. Choose another: mvn -Dlocal.port=%d"
                            .formatted(taken.getLocalPort(), taken.getLocalPort() + 1));
        }
    }

    /** Since Java 24 it warns of the native library that DynamoDB Local loads. */
    private static boolean isOfTheJvm(String line) {
        return line.startsWith("WARNING: ");
    }

    private Process start(Map<String, String> environment, String... properties) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(ProcessHandle.current().info().command().orElseThrow());
        command.add("-Dsqlite4java.library.path=" + System.getProperty("sqlite4java.library.path"));
        command.addAll(List.of("-Dlocal.port=0", "-Dlocal.dynamodb-port=0", "-Dcamel.management.port=0"));
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

    private void insert(String email) throws Exception {
        String candidate = """
                {"fullname":"Ada Lovelace","email":"%s","skills":"java","experience":12}""".formatted(email);
        HttpRequest request = HttpRequest.newBuilder(intake())
                .POST(BodyPublishers.ofString(candidate))
                .build();
        assertThat(HttpClient.newHttpClient()
                        .send(request, BodyHandlers.discarding())
                        .statusCode())
                .isEqualTo(200);
    }

    /** As the banner gives it. */
    private URI intake() throws IOException {
        Pattern intake = Pattern.compile("Intake +(http\\S+)");
        await().atMost(LIMIT).until(() -> intake.matcher(log()).find());
        return URI.create(
                intake.matcher(log()).results().findFirst().orElseThrow().group(1));
    }

    private List<ReceivedMail> mails() {
        return Mailbox.on(directory.resolve(LocalRun.DATA).resolve("mails")).mails();
    }

    private List<String> recipients() {
        return mails().stream().flatMap(mail -> mail.destinations().stream()).toList();
    }

    private String log() throws IOException {
        return Files.readString(logFile());
    }

    private Path logFile() {
        return directory.resolve("local-run.log");
    }
}
