package assignmentmailer.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import assignmentmailer.ServiceProcess;
import assignmentmailer.local.EmbeddedAws;
import assignmentmailer.local.SesError;
import assignmentmailer.local.SesFault;
import assignmentmailer.local.SesQuota;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** The packaged service in the README's heap during a hold, with a backlog larger than the heap. */
@Tag("slow")
class LargeItemsIT {
    private static final int CANDIDATES = Integer.getInteger("large-items.candidates", 1_200);
    private static final AttributeValue RESUME = AttributeValue.fromS("x".repeat(100_000));
    private static final Duration LONGEST = Duration.ofMinutes(5);

    @TempDir
    private Path directory;

    @Test
    void readsABacklogLargerThanItsHeapOnceTheAccountSendsAgain() throws Exception {
        try (EmbeddedAws aws = EmbeddedAws.inMemory()) {
            for (int i = 0; i < CANDIDATES; i++) {
                aws.candidates().insert(candidate(i));
            }
            aws.ses().quota(new SesQuota(200, -1));
            aws.ses().fault(SesError.ACCOUNT_SENDING_PAUSED);
            ServiceProcess.prepare(directory);
            try (ServiceProcess service = ServiceProcess.start(directory, environment(aws))) {
                await().atMost(LONGEST).until(() -> service.log().contains("Mailing is held"));
                await().during(Duration.ofSeconds(10))
                        .atMost(Duration.ofSeconds(20))
                        .until(service::isAlive);

                aws.ses().fault(SesFault.NONE);
                await().atMost(LONGEST)
                        .untilAsserted(
                                () -> assertThat(aws.mailbox().mails().size()).isEqualTo(CANDIDATES));

                service.terminate();
                assertThat(service.exitCode(20)).isZero();
                assertThat(service.log()).doesNotContain("OutOfMemoryError");
            }
        }
    }

    private static Map<String, AttributeValue> candidate(int number) {
        return Map.of(
                "fullname", AttributeValue.fromS("Candidate " + number),
                "email", AttributeValue.fromS("candidate-" + number + "@example.com"),
                "experience", AttributeValue.fromN("4"),
                "resume", RESUME);
    }

    private static Map<String, String> environment(EmbeddedAws aws) {
        Map<String, String> environment = new HashMap<>(aws.environment());
        environment.put("MAIL_FROM", "jobs@example.com");
        environment.put("MAIL_REPLY_TO", "hr@example.com");
        return environment;
    }
}
