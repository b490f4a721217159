package assignmentmailer.state;

import assignmentmailer.aws.AwsHttpClients;
import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.DynamoDbClientBuilder;

/** Makes the client for DynamoDB's tables. */
public final class StateClients {
    /** How long a call may take, all its retries included. */
    private static final Duration LONGEST_CALL = Duration.ofSeconds(8);

    private static final Duration LONGEST_ANSWER = Duration.ofSeconds(3);
    private static final Duration CONNECT = Duration.ofSeconds(2);

    private StateClients() {}

    /**
     * A client whose calls end within 8 seconds, retries included.
     *
     * @param concurrency how many calls may be under way at once, none of them waiting for a connection
     * @param timer ends calls that take too long
     */
    public static DynamoDbClient create(
            int concurrency, AwsCredentialsProvider credentials, ScheduledExecutorService timer) {
        return builder(concurrency, timer).credentialsProvider(credentials).build();
    }

    static DynamoDbClientBuilder builder(int concurrency, ScheduledExecutorService timer) {
        return DynamoDbClient.builder()
                .httpClientBuilder(AwsHttpClients.builder()
                        .connectionTimeout(CONNECT)
                        .socketTimeout(LONGEST_ANSWER)
                        .maxConnections(concurrency))
                .overrideConfiguration(
                        override -> override.apiCallTimeout(LONGEST_CALL).scheduledExecutorService(timer));
    }
}
