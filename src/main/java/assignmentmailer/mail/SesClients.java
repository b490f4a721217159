package assignmentmailer.mail;

import assignmentmailer.aws.AwsHttpClients;
import java.util.concurrent.ScheduledExecutorService;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.ses.SesClient;
import software.amazon.awssdk.services.ses.SesClientBuilder;

/** Makes the client that mails go through. */
public final class SesClients {
    private SesClients() {}

    /**
     * A client that calls once: retries are the route's, which knows what may be repeated; the SDK would mail again
     * after a read time-out that left the outcome open.
     *
     * @param timer ends calls that take too long
     */
    public static SesClient create(SesSettings settings, ScheduledExecutorService timer) {
        return builder(settings, timer).build();
    }

    static SesClientBuilder builder(SesSettings settings, ScheduledExecutorService timer) {
        SesClientBuilder builder = SesClient.builder();
        settings.region().map(Region::of).ifPresent(builder::region);
        return builder.httpClientBuilder(AwsHttpClients.builder()
                        .connectionTimeout(settings.connectTimeout())
                        .connectionAcquisitionTimeout(settings.connectTimeout())
                        .socketTimeout(settings.readTimeout())
                        .maxConnections(settings.concurrency() + 1))
                .overrideConfiguration(override -> override.retryStrategy(AwsRetryStrategy.doNotRetry())
                        .apiCallTimeout(settings.callTimeout())
                        .scheduledExecutorService(timer));
    }
}
