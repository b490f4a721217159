package assignmentmailer.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import assignmentmailer.ServiceProcess;
import assignmentmailer.local.EmbeddedAws;
import assignmentmailer.local.SesError;
import assignmentmailer.local.SesFault;
import assignmentmailer.local.SesQuota;
import assignmentmailer.local.SesReply;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** The packaged service while SES refuses its account: it holds, warns, probes rarely, and resumes. */
@Tag("slow")
@Execution(ExecutionMode.CONCURRENT)
class HoldIT {
    private static final int CANDIDATES = 40;
    private static final Duration STARTED = Duration.ofSeconds(60);
    private static final Duration RECOVERED = Duration.ofSeconds(30);

    private final List<Long> calls = new CopyOnWriteArrayList<>();
    private final HttpClient http = HttpClient.newHttpClient();

    @TempDir
    private Path directory;

    private EmbeddedAws aws;
    private int port;
    private ServiceProcess service;

    @BeforeEach
    void start() throws IOException {
        aws = EmbeddedAws.inMemory();
        for (int i = 0; i < CANDIDATES; i++) {
            aws.candidates().insert("Candidate", "candidate-" + i + "@example.com", "java", "4");
        }
        try (ServerSocket socket = new ServerSocket(0)) {
            port = socket.getLocalPort();
        }
        ServiceProcess.prepare(directory);
    }

    @AfterEach
    void stop() {
        service.close();
        aws.close();
    }

    @Test
    void waitsForAPausedAccountAcrossARestart() throws Exception {
        aws.ses().fault(noting(SesError.ACCOUNT_SENDING_PAUSED));
        launch();
        await().atMost(STARTED).until(() -> service.log().contains("Mailing is held"));

        await().during(Duration.ofSeconds(22)).atMost(Duration.ofSeconds(30)).until(() -> mailed() == 0);

        assertThat(mostInASecond(calls)).isLessThanOrEqualTo(3);
        assertThat(service.log()).containsOnlyOnce("Mailing is held").contains("Sending is paused", "minutes are left");
        assertThat(get("health").statusCode()).isEqualTo(503);
        assertThat(get("health").body()).contains("Sending is paused");
        assertThat(get("metrics").body()).containsPattern("(?m)^mail_held_seconds\\S* [1-9]");
        service.terminate();
        assertThat(service.exitCode(15)).isZero();
        launch();
        await().atMost(STARTED).until(() -> service.log().split("Mailing is held", -1).length == 3);
        aws.ses().fault(SesFault.NONE);
        await().atMost(RECOVERED).until(() -> mailed() == CANDIDATES);
        assertThat(get("health").statusCode()).isEqualTo(200);
        assertThat(directory.resolve("dead-letters")).isDirectoryNotContaining("glob:**.json");
        assertThat(service.log()).doesNotContain("ERROR");
    }

    @Test
    void sixteenRecipientsWhomAPolicyDoesNotAllowKeepNoOtherAway() throws Exception {
        Pattern denied = Pattern.compile("candidate-(\\d|1[0-5])@example.com");
        aws.ses().fault((call, ses) -> {
            String recipient = call.parameters().getOrDefault("Destinations.member.1", "");
            return denied.matcher(recipient).matches() ? denied(recipient) : ses.get();
        });

        launch();

        await().atMost(STARTED.plus(RECOVERED)).until(() -> mailed() == CANDIDATES - 16);
    }

    private static SesReply denied(String recipient) {
        return SesReply.error(
                403,
                "AccessDenied",
                "User `arn:aws:sts::1:assumed-role/r/s' is not authorized to perform `ses:SendRawEmail' on resource `arn:aws:ses:us-east-1:1:identity/"
                        + recipient + "'");
    }

    @Test
    void showsTheMetricsThatTheReadmeNames() throws Exception {
        launch();
        aws.candidates().insert("Candidate", "no address", "java", "4");
        await().atMost(STARTED).until(() -> mailed() == CANDIDATES);
        await().atMost(STARTED).until(() -> service.log().contains("Dead letter, reason bad-record"));

        String metrics = get("metrics").body();

        assertThat(metrics)
                .containsPattern("(?m)^mail_sent_total\\S* " + CANDIDATES + ".0$")
                .containsPattern("(?m)^mail_dead_letters_total\\S*reason=\"bad-record\"\\S* 1.0$")
                .containsPattern("(?m)^mail_held_seconds\\S*cause=\"outage\"\\S* 0.0$");
        assertThat(Pattern.compile("`((?:mail|ddbstream)_[a-z_]+)`")
                        .matcher(Files.readString(Path.of("README.md")))
                        .results()
                        .map(name -> name.group(1))
                        // shown where mail events are enabled: AlertsIT
                        .filter(name -> !name.startsWith("mail_events_")))
                .hasSizeGreaterThan(13)
                .allSatisfy(name -> assertThat(metrics).contains("\n" + name));
    }

    @Test
    void stopsAtTheDailyQuotaBeforeSesHasToRefuse() throws Exception {
        aws.ses().quota(new SesQuota(14, 30));
        aws.ses().fault(noting(SesFault.NONE));
        launch();
        await().atMost(STARTED).until(() -> mailed() == 30);

        await().during(Duration.ofSeconds(12)).atMost(Duration.ofSeconds(20)).until(() -> mailed() == 30);

        assertThat(service.log()).contains("95 % of the account's daily quota", "daily quota is used up");
        assertThat(get("health").statusCode()).isEqualTo(503);
        aws.ses().quota(new SesQuota(14, 100));
        await().atMost(RECOVERED).until(() -> mailed() == CANDIDATES);
        assertThat(directory.resolve("dead-letters")).isDirectoryNotContaining("glob:**.json");
    }

    private SesFault noting(SesFault fault) {
        return (call, ses) -> {
            calls.add(System.nanoTime());
            return call.sends() ? fault.answer(call, ses) : ses.get();
        };
    }

    private static int mostInASecond(List<Long> times) {
        return times.stream()
                .mapToInt(from -> (int) times.stream()
                        .filter(at -> at >= from && at - from < TimeUnit.SECONDS.toNanos(1))
                        .count())
                .max()
                .orElse(0);
    }

    private int mailed() {
        return aws.mailbox().mails().size();
    }

    private HttpResponse<String> get(String what) throws IOException, InterruptedException {
        URI uri = URI.create("http://localhost:" + port + "/observe/" + what);
        return http.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
    }

    private void launch() throws IOException {
        Map<String, String> environment = new HashMap<>(aws.environment());
        environment.put("MAIL_FROM", "jobs@example.com");
        environment.put("MAIL_REPLY_TO", "hr@example.com");
        environment.put("MANAGEMENT_PORT", String.valueOf(port));
        service = ServiceProcess.start(directory, environment);
    }
}
