package assignmentmailer.mail;

import assignmentmailer.aws.AwsHttpClients;
import java.util.concurrent.ScheduledExecutorService;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.http.apache.ApacheHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.ses.SesClient;
import software.amazon.awssdk.services.ses.SesClientBuilder;

/** Makes the client that mails go through. */
public final class SesClients {
    /** The send quota, and a probe. */
    private static final int CALLS_BESIDE = 2;

    private SesClients() {}

    /**
     * A client that calls once: retries are the route's, which knows what may be repeated; the SDK would mail again
     * after a read time-out that left the outcome open.
     *
     * @param credentials must be there in time, as no time-out of the call includes them
     * @param timer ends calls that take too long
     */
    public static SesClient create(
            SesSettings settings, AwsCredentialsProvider credentials, ScheduledExecutorService timer) {
        return builder(settings, timer).credentialsProvider(credentials).build();
    }

    static SesClientBuilder builder(SesSettings settings, ScheduledExecutorService timer) {
        return builder(settings, AwsHttpClients.builder(), timer);
    }

    static SesClientBuilder builder(
            SesSettings settings, ApacheHttpClient.Builder http, ScheduledExecutorService timer) {
        ApacheHttpClient.Builder settled = http.connectionTimeout(settings.connectTimeout())
                .connectionAcquisitionTimeout(settings.connectTimeout())
                .socketTimeout(settings.readTimeout())
                .maxConnections(settings.concurrency() + CALLS_BESIDE);
        SesClientBuilder builder = SesClient.builder();
        settings.region().map(Region::of).ifPresent(builder::region);
        return builder.httpClientBuilder(WatchedHttpClient.builder(settled))
                .overrideConfiguration(override -> override.retryStrategy(AwsRetryStrategy.doNotRetry())
                        .apiCallTimeout(settings.callTimeout())
                        .addExecutionInterceptor(new TransmissionRecorder())
                        .scheduledExecutorService(timer));
    }
}
