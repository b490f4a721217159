package assignmentmailer.queue;

import assignmentmailer.aws.AwsHttpClients;
import assignmentmailer.aws.LastingHttpClient;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.SqsClientBuilder;

/** Creates the SQS client of the queue of candidates. */
public final class QueueClients {
    /** Longer than the longest long poll, 20 s: the route may be changed to one. */
    private static final Duration LONGEST_ANSWER = Duration.ofSeconds(25);

    private static final Duration LONGEST_CALL = Duration.ofSeconds(30);
    private static final Duration CONNECT = Duration.ofSeconds(2);

    /** Calls besides receives and deletions, which a mail makes one at a time: to extend the visibility. */
    private static final int CALLS_BESIDE = 4;

    private QueueClients() {}

    /**
     * Returns a client whose calls end within 30 seconds, retries included.
     *
     * @param concurrency the most messages processed at once
     * @param region empty for that of the AWS configuration
     * @param timer aborts calls that time out
     * @param observer sees each call, and each that lacks credentials
     */
    public static SqsClient create(
            int concurrency,
            Optional<String> region,
            AwsCredentialsProvider credentials,
            ScheduledExecutorService timer,
            QueueCalls observer) {
        SqsClientBuilder builder = SqsClient.builder();
        region.map(Region::of).ifPresent(builder::region);
        return builder.credentialsProvider(() -> resolve(credentials, observer))
                .httpClientBuilder(LastingHttpClient.builder(AwsHttpClients.builder()
                        .connectionTimeout(CONNECT)
                        .socketTimeout(LONGEST_ANSWER)
                        .maxConnections(concurrency + CALLS_BESIDE)))
                .overrideConfiguration(override -> override.apiCallTimeout(LONGEST_CALL)
                        .scheduledExecutorService(timer)
                        .addExecutionInterceptor(observer))
                .build();
    }

    private static AwsCredentials resolve(AwsCredentialsProvider credentials, QueueCalls observer) {
        try {
            return credentials.resolveCredentials();
        } catch (RuntimeException none) {
            observer.lacksCredentials(none);
            throw none;
        }
    }
}
