package assignmentmailer.state;

import assignmentmailer.aws.AwsHttpClients;
import assignmentmailer.aws.LastingHttpClient;
import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.DynamoDbClientBuilder;

/** Creates the DynamoDB client for the state table. */
public final class StateClients {
    /** The time-out of a call, retries included. */
    private static final Duration LONGEST_CALL = Duration.ofSeconds(8);

    private static final Duration LONGEST_ANSWER = Duration.ofSeconds(3);
    private static final Duration CONNECT = Duration.ofSeconds(2);

    private StateClients() {}

    /**
     * Returns a client whose calls end within 8 seconds, retries included.
     *
     * @param concurrency the number of connections, so that this many concurrent calls wait for none
     * @param timer aborts calls that time out
     */
    public static DynamoDbClient create(
            int concurrency, AwsCredentialsProvider credentials, ScheduledExecutorService timer) {
        return builder(concurrency, timer).credentialsProvider(credentials).build();
    }

    static DynamoDbClientBuilder builder(int concurrency, ScheduledExecutorService timer) {
        return DynamoDbClient.builder()
                .httpClientBuilder(LastingHttpClient.builder(AwsHttpClients.builder()
                        .connectionTimeout(CONNECT)
                        .socketTimeout(LONGEST_ANSWER)
                        .maxConnections(concurrency)))
                .overrideConfiguration(
                        override -> override.apiCallTimeout(LONGEST_CALL).scheduledExecutorService(timer));
    }
}
