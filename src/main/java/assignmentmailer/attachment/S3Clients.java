package assignmentmailer.attachment;

import assignmentmailer.aws.AwsHttpClients;
import java.time.Duration;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.services.s3.S3Client;

/** Creates the S3 client that reads attachments. */
public final class S3Clients {
    private static final Duration CONNECT = Duration.ofSeconds(2);
    private static final Duration LONGEST_ANSWER = Duration.ofSeconds(8);

    /** The limit for the largest attachment, all retries included. */
    private static final Duration LONGEST_CALL = Duration.ofSeconds(30);

    private S3Clients() {}

    public static S3Client create(AwsCredentialsProvider credentials) {
        return S3Client.builder()
                .credentialsProvider(credentials)
                .httpClientBuilder(
                        AwsHttpClients.builder().connectionTimeout(CONNECT).socketTimeout(LONGEST_ANSWER))
                .overrideConfiguration(override -> override.apiCallTimeout(LONGEST_CALL))
                .build();
    }
}
