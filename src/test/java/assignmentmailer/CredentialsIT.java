package assignmentmailer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import assignmentmailer.local.EmbeddedAws;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The packaged service with a credential process that fails later, like an expired login. */
@Tag("slow")
class CredentialsIT {
    private static final int CANDIDATES = 40;
    private static final Duration LIMIT = Duration.ofSeconds(90);

    /** Credentials that expire so soon that the SDK refreshes them every few seconds. */
    private static final String PROCESS = """
            if [ -e %s ]; then echo expired >&2; exit 1; fi
            until=$(date -u -d '+20 seconds' +%%Y-%%m-%%dT%%H:%%M:%%SZ)
            echo '{"Version":1,"AccessKeyId":"local","SecretAccessKey":"local","SessionToken":"t","Expiration":"'$until'"}'
            """;

    @TempDir
    private Path directory;

    @Test
    void deadLettersNobodyWhileTheyFailAndMailsEverybodyOnceAfterwards() throws Exception {
        Path expired = directory.resolve("expired");
        Path script = Files.writeString(directory.resolve("credentials.sh"), PROCESS.formatted(expired));
        Path config = Files.writeString(
                directory.resolve("config"), "[default]\ncredential_process = /bin/sh " + script + "\n");
        ServiceProcess.prepare(directory);
        try (EmbeddedAws aws = EmbeddedAws.inMemory()) {
            Map<String, String> environment = new HashMap<>(aws.environment());
            environment.remove("AWS_ACCESS_KEY_ID");
            environment.remove("AWS_SECRET_ACCESS_KEY");
            environment.put("AWS_CONFIG_FILE", config.toString());
            environment.put("PATH", "/usr/bin:/bin");
            environment.put("MAIL_FROM", "jobs@example.com");
            environment.put("MAIL_REPLY_TO", "hr@example.com");
            environment.put("MAIL_MAX_RATE", "4");
            for (int i = 0; i < CANDIDATES; i++) {
                aws.candidates().insert("Candidate", "candidate-" + i + "@example.com", "java", "4");
            }
            try (ServiceProcess service = ServiceProcess.start(directory, environment)) {
                await().atMost(LIMIT).until(() -> aws.mailbox().mails().size() >= 5);
                Files.createFile(expired);
                await().atMost(LIMIT).until(() -> service.log().contains("No AWS credentials"));
                await().during(Duration.ofSeconds(5)).atMost(LIMIT).untilAsserted(() -> assertThat(
                                directory.resolve("dead-letters"))
                        .isDirectoryNotContaining("glob:**.json"));
                Files.delete(expired);

                await().atMost(LIMIT).until(() -> aws.mailbox().mails().size() >= CANDIDATES);

                assertThat(directory.resolve("dead-letters")).isDirectoryNotContaining("glob:**.json");
                assertThat(aws.mailbox().mails().stream()
                                .map(mail -> mail.destinations().get(0)))
                        .doesNotHaveDuplicates();
            }
        }
    }
}
