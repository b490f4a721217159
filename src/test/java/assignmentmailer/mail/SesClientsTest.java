package assignmentmailer.mail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.regions.providers.DefaultAwsRegionProviderChain;
import software.amazon.awssdk.services.ses.SesClient;

class SesClientsTest {
    private static final Duration LONG = Duration.ofMinutes(1);

    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();

    @AfterEach
    void stop() {
        timer.shutdownNow();
    }

    @Test
    void aCallThatIsNeverAnsweredEnds() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
                SesClient client = SesClients.builder(
                                new SesSettings(Optional.empty(), LONG, LONG, Duration.ofMillis(300), 1), timer)
                        .credentialsProvider(AnonymousCredentialsProvider.create())
                        .endpointOverride(URI.create("http://127.0.0.1:" + silent.getLocalPort()))
                        .build()) {
            assertThatExceptionOfType(ApiCallTimeoutException.class).isThrownBy(client::getSendQuota);
        }
    }

    @Test
    void reachesTheRegionThatIsSet() {
        SesSettings elsewhere = new SesSettings(Optional.of("eu-central-1"), LONG, LONG, LONG, 1);

        try (SesClient client = SesClients.create(elsewhere, timer)) {
            assertThat(client.serviceClientConfiguration().region()).isEqualTo(Region.EU_CENTRAL_1);
        }
    }

    @Test
    void reachesTheRegionOfEverythingElseWhereNoneIsSet() {
        SesSettings here = new SesSettings(Optional.empty(), LONG, LONG, LONG, 1);

        try (SesClient client = SesClients.create(here, timer)) {
            assertThat(client.serviceClientConfiguration().region())
                    .isEqualTo(new DefaultAwsRegionProviderChain().getRegion());
        }
    }
}
