package assignmentmailer.mail;

import assignmentmailer.aws.AwsHttpClients;
import assignmentmailer.aws.LastingHttpClient;
import java.util.concurrent.ScheduledExecutorService;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.http.apache.ApacheHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.ses.SesClient;
import software.amazon.awssdk.services.ses.SesClientBuilder;

/** Creates the SES client. */
public final class SesClients {
    /** Concurrent calls besides mails: the send quota and a probe. */
    private static final int CALLS_BESIDE = 2;

    private SesClients() {}

    /**
     * Returns a client without retries: the route retries, since it knows whether a resend is safe. The SDK would send
     * again after a read time-out whose outcome is uncertain.
     *
     * @param credentials must resolve in bounded time, since the call time-out does not cover them
     * @param timer aborts calls that time out
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
        return builder.httpClientBuilder(WatchedHttpClient.builder(LastingHttpClient.builder(settled)))
                .overrideConfiguration(override -> override.retryStrategy(AwsRetryStrategy.doNotRetry())
                        .apiCallTimeout(settings.callTimeout())
                        .addExecutionInterceptor(new TransmissionRecorder())
                        .scheduledExecutorService(timer));
    }
}
