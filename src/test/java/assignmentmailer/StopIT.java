package assignmentmailer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import assignmentmailer.local.DynamoDbProxy;
import assignmentmailer.local.EmbeddedAws;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The packaged service, stopped while a sent mail is not yet recorded in the state table. */
@Tag("slow")
class StopIT {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    @TempDir
    private Path directory;

    @Test
    void notesAMailThatWasSentThoughTheStateTableThrottlesAtFirst() throws Exception {
        AtomicBoolean throttles = new AtomicBoolean(true);
        ServiceProcess.prepare(directory);
        try (EmbeddedAws aws = EmbeddedAws.inMemory();
                DynamoDbProxy proxy = DynamoDbProxy.before(
                        aws.dynamoDbEndpoint(),
                        (action, document) -> throttles.get() && document.contains("\"SENT\""))) {
            Map<String, String> environment = new HashMap<>(aws.environment());
            environment.put("AWS_ENDPOINT_URL", proxy.endpoint().toString());
            environment.put("MAIL_FROM", "jobs@example.com");
            environment.put("MAIL_REPLY_TO", "hr@example.com");
            String id = aws.candidates().insert("Candidate", "candidate@example.com", "java", "4");
            try (ServiceProcess service = ServiceProcess.start(directory, environment)) {
                await().atMost(LIMIT).until(() -> service.log().contains("mails wait"));
                service.terminate();
                await().during(Duration.ofSeconds(3)).atMost(LIMIT).until(service::isAlive);
                throttles.set(false);
                assertThat(service.exitCode(LIMIT.toSeconds())).isZero();
            }

            String status = aws.dynamoDb()
                    .getItem(get -> get.tableName("assignment-mailer-state")
                            .key(Map.of("id", ChangeRecords.text("assignment-mailer/mail/candidates/" + id))))
                    .item()
                    .get("status")
                    .s();

            assertThat(status).isEqualTo("SENT");
            assertThat(aws.mailbox().mails()).hasSize(1);
        }
    }
}
