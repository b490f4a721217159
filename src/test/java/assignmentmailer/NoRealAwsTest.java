package assignmentmailer;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import assignmentmailer.mail.SesClients;
import assignmentmailer.mail.SesSettings;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.streams.DynamoDbStreamsClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.ses.SesClient;

/** Clients that a test forgets to mock connect to a closed local port, never to AWS. */
class NoRealAwsTest {
    private static final String CLOSED_PORT = "127.0.0.1:9";

    @Test
    void mailGoesNowhere() {
        ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
        Duration second = Duration.ofSeconds(1);
        try (SesClient ses = SesClients.create(
                new SesSettings(Optional.empty(), second, second, second, 1),
                DefaultCredentialsProvider.builder().build(),
                timer)) {
            assertThatExceptionOfType(SdkClientException.class)
                    .isThrownBy(ses::getSendQuota)
                    .withMessageContaining(CLOSED_PORT);
        } finally {
            timer.shutdownNow();
        }
    }

    @Test
    void theStreamIsReadFromNowhere() {
        try (DynamoDbStreamsClient streams = DynamoDbStreamsClient.create()) {
            assertThatExceptionOfType(SdkClientException.class)
                    .isThrownBy(streams::listStreams)
                    .withMessageContaining(CLOSED_PORT);
        }
    }

    @Test
    void objectsComeFromNowhere() {
        try (S3Client s3 = S3Client.create()) {
            assertThatExceptionOfType(SdkClientException.class)
                    .isThrownBy(s3::listBuckets)
                    .withMessageContaining(CLOSED_PORT);
        }
    }

    @Test
    void stateIsKeptNowhere() {
        try (DynamoDbClient dynamoDb = DynamoDbClient.create()) {
            assertThatExceptionOfType(SdkClientException.class)
                    .isThrownBy(dynamoDb::listTables)
                    .withMessageContaining(CLOSED_PORT);
        }
    }
}
