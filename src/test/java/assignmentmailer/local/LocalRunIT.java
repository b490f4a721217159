package assignmentmailer.local;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import assignmentmailer.ServiceProcess;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.ServerSocket;
import java.net.Socket;
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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The local run in its own process, as plain {@code mvn} starts it. */
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
    void mailsACandidateWhoIsMendedAndReplayed() throws Exception {
        start(Map.of());
        await().atMost(LIMIT)
                .until(() ->
                        mails().size() == SAMPLES && notMailed().get("total").intValue() == 1);
        JsonNode broken = notMailed().at("/letters/0");
        URI letter =
                address("Inbox").resolve("/dead-letters/" + broken.get("name").textValue());
        JsonNode mend = new ObjectMapper().readTree(bytes(letter)).get("mend");
        ObjectNode form = mend.get("form").deepCopy();

        send(
                "PUT",
                letter.resolve(mend.get("path").textValue()),
                form.put("email", "mended@example.com").toString());
        send("POST", URI.create(letter + "/replay"), "");

        await().atMost(LIMIT).until(() -> notMailed().get("total").intValue() == 0);
        assertThat(broken.get("reason").textValue()).isEqualTo("bad-record");
        assertThat(recipients()).hasSize(SAMPLES + 1).contains("mended@example.com");
        assertThat(log()).contains("is mailed, replayed from a dead letter");
    }

    @Test
    void showsInTheInboxAndInTheMetricsWhoWasNotReached() throws Exception {
        start(Map.of());
        insert("bounce@example.com");

        await().atMost(LIMIT).until(() -> counts(address("Health"), "bounce-permanent") == 1);

        assertThat(mail(address("Inbox"), "bounce@example.com").get("fate").textValue())
                .isEqualTo("bounced");
        assertThat(mail(address("Inbox"), "jose@example.com").get("fate").textValue())
                .isEqualTo("delivered");
        assertThat(log()).contains(" was not reached: bounce-permanent at ");
    }

    private static double counts(URI health, String event) throws Exception {
        return new String(bytes(health.resolve("metrics")), UTF_8)
                .lines()
                .filter(line -> line.startsWith("mail_events_total{event=\"" + event))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    @Test
    void hasAQueueThatTwoCopiesRead() throws Exception {
        Process first = start(Map.of(), "-Dqueue.enabled=true");
        ProcessHandle second = secondCopyOf(first);
        int inserted = 0;
        while (!hasMailed(address("Health")) || !hasMailed(healthOfSecondCopy())) {
            insert(inserted++ + "@example.com");
        }

        int all = SAMPLES + inserted;
        await().atMost(LIMIT).until(() -> recipients().size() == all);
        first.destroy();

        assertThat(first.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
        assertThat(first.exitValue()).isZero();
        assertThat(second.isAlive()).isFalse();
        assertThat(recipients()).doesNotHaveDuplicates();
        assertThat(log())
                .containsPattern("(?m)^" + Pattern.quote(SecondCopy.PREFIX) + ".* shutdown$")
                .doesNotContain("Started send-assignment", "ERROR", "\tat ");
    }

    @Test
    void endsTheSecondCopyWhenTheFirstIsKilled() throws Exception {
        Process first = start(Map.of(), "-Dqueue.enabled=true");
        ProcessHandle second = secondCopyOf(first);
        healthOfSecondCopy();

        first.destroyForcibly();

        await().atMost(LIMIT).until(() -> !second.isAlive());
    }

    private ProcessHandle secondCopyOf(Process first) throws IOException {
        address("Health");
        await().atMost(LIMIT).until(() -> first.children().count() == 1);
        return first.children().findFirst().orElseThrow();
    }

    private URI healthOfSecondCopy() throws IOException {
        String port =
                find(Pattern.compile("(?m)^" + Pattern.quote(SecondCopy.PREFIX) + ".*://[^/]+:(\\d+)/observe/health"));
        return URI.create("http://localhost:" + port + "/observe/health");
    }

    private static boolean hasMailed(URI health) throws Exception {
        return new String(bytes(health.resolve("metrics")), UTF_8)
                .lines()
                .anyMatch(line -> line.matches("mail_sent_total [1-9].*"));
    }

    private JsonNode notMailed() throws Exception {
        return new ObjectMapper().readTree(bytes(address("Inbox").resolve("/dead-letters")));
    }

    @Test
    void hasAnS3WithAssignmentsToLinkAndToAttach() throws Exception {
        start(
                Map.of(
                        "ASSIGNMENTS_0_URL", "s3://assignments/go.zip",
                        "ASSIGNMENTS_2_ATTACH", "s3://assignments/java.zip"),
                "-Dlink.valid-for=1h");
        await().atMost(LIMIT).until(() -> mails().size() == SAMPLES);

        URI inbox = address("Inbox");
        JsonNode linked = mail(inbox, "jose@example.com");
        JsonNode attached = mail(inbox, "nameless@example.com");

        URI link =
                URI.create(linked.get("text").textValue().replaceAll("(?s).*(http\\S+X-Amz-Signature=\\S+).*", "$1"));
        assertThat(bytes(link)).startsWith('P', 'K');
        assertThat(attached.at("/attachments/0/name").textValue()).isEqualTo("java.zip");
        assertThat(bytes(inbox.resolve(attached.at("/attachments/0/path").textValue())))
                .startsWith('P', 'K');
    }

    private static JsonNode mail(URI inbox, String address) throws Exception {
        for (JsonNode mail : new ObjectMapper().readTree(bytes(inbox.resolve("/mails")))) {
            if (mail.get("to").textValue().contains(address)) {
                return new ObjectMapper()
                        .readTree(bytes(inbox.resolve("/mails/" + mail.get("id").textValue())));
            }
        }
        throw new AssertionError("no mail to " + address);
    }

    private static byte[] bytes(URI address) throws Exception {
        return HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(address).build(), BodyHandlers.ofByteArray())
                .body();
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
                        "AWS_ENDPOINT_URL_SES", closed,
                        "AWS_ENDPOINT_URL_S3", closed),
                "-Dmail.reply-to=you@example.com",
                "-Daws.endpointUrlDynamoDb=" + closed);

        await().atMost(LIMIT).until(() -> mails().size() == SAMPLES);
        assertThat(mails()).allSatisfy(mail -> {
            assertThat(mail.message().getHeader("From")).containsExactly("Jobs <me@example.com>");
            assertThat(mail.message().getHeader("Reply-To")).containsExactly("you@example.com");
        });
    }

    @Test
    void printsAddressesThatOnlyThisMachineReaches() throws Exception {
        start(Map.of(), "-Dqueue.enabled=true");
        await().atMost(LIMIT).until(() -> log().contains("Ctrl-C ends it"));

        for (String name : List.of("Inbox", "Health", "DynamoDB", "SES", "S3", "SQS")) {
            URI address = address(name);
            assertThat(answers("localhost", address.getPort())).as(name).isTrue();
            assertThat(otherAddressesOfThisMachine()).as(name).noneMatch(host -> answers(host, address.getPort()));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"local.port", "local.dynamodb-port", "local.ses-port", "local.s3-port", "local.sqs-port"})
    void saysInOneLineWhichPortIsTakenAndHowToChooseAnother(String port) throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            Process run = start(Map.of(), "-Dqueue.enabled=true", "-D" + port + "=" + taken.getLocalPort());

            assertThat(run.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
            assertThat(run.exitValue()).isEqualTo(1);
            assertThat(log().lines().filter(line -> !line.isBlank() && !isOfTheJvm(line)))
                    .containsExactly("Port %d is in use. Choose another: mvn -D%s=%d"
                            .formatted(taken.getLocalPort(), port, taken.getLocalPort() + 1));
        }
    }

    @Test
    void endsInOneLineWhenThePortOfItsHealthIsTaken() throws Exception {
        try (ServerSocket taken = new ServerSocket(0)) {
            Process run = start(Map.of("MANAGEMENT_PORT", String.valueOf(taken.getLocalPort())));

            assertThat(run.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
            assertThat(run.exitValue()).isEqualTo(1);
            assertThat(log())
                    .contains("Cannot start: management.port: the port " + taken.getLocalPort() + " is in use");
            assertThat(log()).doesNotContain("Ctrl-C ends it", "Unhandled exception", "\tat ");
        }
    }

    /** Since Java 24 the JVM warns of the native library that DynamoDB Local loads. */
    private static boolean isOfTheJvm(String line) {
        return line.startsWith("WARNING: ");
    }

    private Process start(Map<String, String> environment, String... properties) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(ProcessHandle.current().info().command().orElseThrow());
        command.add("-Dsqlite4java.library.path=" + System.getProperty("sqlite4java.library.path"));
        command.addAll(List.of(
                // as mvn runs it: .mvn/jvm.config
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Dlocal.port=0",
                "-Dlocal.dynamodb-port=0",
                "-Dlocal.ses-port=0",
                "-Dlocal.s3-port=0",
                "-Dlocal.sqs-port=0"));
        command.addAll(List.of(properties));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), LocalRun.class.getName()));
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(logFile().toFile());
        builder.environment().clear();
        builder.environment().put("MANAGEMENT_PORT", "0");
        builder.environment().putAll(environment);
        Process process = builder.start();
        processes.add(process);
        return process;
    }

    private void insert(String email) throws Exception {
        String candidate = """
                {"fullname":"Ada Lovelace","email":"%s","skills":"java","experience":12}""".formatted(email);
        send("POST", intake(), candidate);
    }

    private static void send(String method, URI address, String json) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(address)
                .method(method, BodyPublishers.ofString(json))
                .build();
        assertThat(HttpClient.newHttpClient()
                        .send(request, BodyHandlers.discarding())
                        .statusCode())
                .isEqualTo(200);
    }

    private URI intake() throws IOException {
        return address("Intake");
    }

    /** The command printed by the banner. */
    private URI address(String name) throws IOException {
        return URI.create(find(Pattern.compile("  " + name + " +(http\\S+)")));
    }

    /** Waits for a line in the log, and returns what its group matches. */
    private String find(Pattern line) throws IOException {
        await().atMost(LIMIT).until(() -> line.matcher(log()).find());
        return line.matcher(log()).results().findFirst().orElseThrow().group(1);
    }

    private static List<String> otherAddressesOfThisMachine() throws IOException {
        return NetworkInterface.networkInterfaces()
                .flatMap(NetworkInterface::inetAddresses)
                .filter(address -> !address.isLoopbackAddress())
                .map(InetAddress::getHostAddress)
                .toList();
    }

    private static boolean answers(String host, int port) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(host, port), 1000);
            return true;
        } catch (IOException refused) {
            return false;
        }
    }

    private List<ReceivedMail> mails() {
        return ReceivedMails.on(directory.resolve(LocalRun.DATA).resolve("mails"))
                .mails();
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
