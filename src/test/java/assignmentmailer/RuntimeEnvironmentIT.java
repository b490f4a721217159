package assignmentmailer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import assignmentmailer.local.EmbeddedAws;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The packaged service with signals, read-only disks, proxies and profiles. */
@Tag("slow")
class RuntimeEnvironmentIT {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    @TempDir
    private Path directory;

    private final Map<String, String> environment = new HashMap<>(Map.of(
            "AWS_REGION", "us-east-1",
            "AWS_ACCESS_KEY_ID", "none",
            "AWS_SECRET_ACCESS_KEY", "none",
            "AWS_ENDPOINT_URL", "http://127.0.0.1:9",
            "MAIL_FROM", "jobs@example.com",
            "MAIL_REPLY_TO", "hr@example.com"));

    /** Classes in order of loading; main runs once the first is loaded. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "org.slf4j.LoggerFactory",
                "assignmentmailer.settings.SettingsFile",
                "org.apache.camel.main.DefaultMainShutdownStrategy",
                "assignmentmailer.SettingsCheck",
                "assignmentmailer.mail.SesClients",
                "org.apache.camel.dsl.yaml.YamlRoutesBuilderLoader",
                "assignmentmailer.LocalResourcesCheck",
                "assignmentmailer.stream.StreamConsumer",
                "assignmentmailer.stream.reading.StreamFollower"
            })
    void endsInOrderWheneverItIsToldToWhileItStarts(String loaded) throws Exception {
        Path classes = directory.resolve("classes.log");

        try (ServiceProcess service = start("-Xlog:class+load:file=" + classes)) {
            await().atMost(LIMIT)
                    .pollInterval(Duration.ofMillis(10))
                    .until(() ->
                            Files.exists(classes) && Files.readString(classes).contains(loaded + " source"));
            service.terminate();

            assertThat(service.exitCode(LIMIT.toSeconds())).as(service.log()).isZero();
            assertThat(service.log()).doesNotContain("ERROR", "\tat ");
        }
    }

    @Test
    void writesNothingButDeadLettersAndLeavesNothingBehindWhenKilled() throws Exception {
        Path temporary = Files.createDirectory(directory.resolve("temporary"));

        try (EmbeddedAws aws = EmbeddedAws.inMemory()) {
            environment.putAll(aws.environment());
            aws.candidates().insert("Ada", "ada@example.com", "java", "4");
            try (ServiceProcess service = start("-Djava.io.tmpdir=" + temporary)) {
                await().atMost(LIMIT).until(() -> aws.mailbox().mails().size() == 1);
                service.kill();
                service.exitCode(LIMIT.toSeconds());
            }
        }

        assertThat(names(temporary)).isEmpty();
        assertThat(names(directory))
                .containsExactlyInAnyOrder(
                        "application.properties", "routes", "temporary", "service.log", "dead-letters");
        assertThat(names(directory.resolve("dead-letters"))).containsExactly("replay");
        assertThat(names(directory.resolve("dead-letters/replay"))).isEmpty();
    }

    @Test
    void reachesAwsThroughTheProxyOfTheEnvironment() throws Exception {
        try (RecordingProxy proxy = RecordingProxy.start()) {
            environment.put("HTTPS_PROXY", "http://user:secret@localhost:" + proxy.port());
            environment.put("AWS_ENDPOINT_URL_SES", "https://ses.example.invalid");
            environment.put("AWS_ENDPOINT_URL_DYNAMODB", "https://dynamodb.example.invalid");

            try (ServiceProcess service = start()) {
                await().atMost(LIMIT)
                        .until(() -> proxy.targets().contains("ses.example.invalid:443")
                                && proxy.targets().contains("dynamodb.example.invalid:443"));

                assertThat(service.log()).doesNotContain("secret");
            }
        }
    }

    @Test
    void reachesAwsPastTheProxyWhereTheEnvironmentSaysSo() throws Exception {
        try (RecordingProxy proxy = RecordingProxy.start()) {
            environment.put("https_proxy", "localhost:" + proxy.port());
            environment.put("AWS_ENDPOINT_URL_SES", "https://ses.example.invalid");
            environment.put("AWS_ENDPOINT_URL_DYNAMODB", "https://dynamodb.inside.invalid");
            environment.put("NO_PROXY", "169.254.169.254,.inside.invalid");

            try (ServiceProcess service = start()) {
                await().atMost(LIMIT)
                        .until(() -> proxy.targets().contains("ses.example.invalid:443")
                                && service.log().contains("cannot be followed"));
            }

            assertThat(proxy.targets()).containsOnly("ses.example.invalid:443");
        }
    }

    @Test
    void signsInByTheProfilesOfIamIdentityCenter() throws Exception {
        environment.keySet().removeIf(name -> name.startsWith("AWS_ACCESS") || name.startsWith("AWS_SECRET"));
        environment.put("AWS_EC2_METADATA_DISABLED", "true");
        environment.put("AWS_PROFILE", "dev");
        environment.put(
                "AWS_CONFIG_FILE",
                Files.writeString(directory.resolve("config"), """
                        [profile dev]
                        sso_session = work
                        sso_account_id = 111122223333
                        sso_role_name = mailer
                        [sso-session work]
                        sso_start_url = https://127.0.0.1/start
                        sso_region = us-east-1
                        sso_registration_scopes = sso:account:access
                        """).toString());

        try (ServiceProcess service = start()) {
            await().atMost(LIMIT).until(() -> service.log().contains("cannot be followed") || !service.isAlive());

            assertThat(service.log())
                    .doesNotContain("must be on the class path")
                    .contains("SSO");
        }
    }

    private ServiceProcess start(String... jvmOptions) throws IOException {
        List<String> options = Stream.concat(ServiceProcess.JVM_OPTIONS.stream(), Stream.of(jvmOptions))
                .toList();
        return ServiceProcess.start(ServiceProcess.prepare(directory), environment, options);
    }

    private static List<String> names(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }
}
