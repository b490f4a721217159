package assignmentmailer.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import assignmentmailer.RecordingProxy;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.exception.SdkException;

/** Clients created by an endpoint use the environment's proxy, unless its options override that. */
class StreamProxyTest {
    private static final String ENDPOINT =
            "aws2-ddbstream:candidates?useDefaultCredentialsProvider=true&overrideEndpoint=true&uriEndpointOverride=https://aws.example.invalid";

    @AfterEach
    void forgetTheProxy() {
        System.clearProperty("https.proxyHost");
        System.clearProperty("https.proxyPort");
    }

    @Test
    void readsStreamAndTableThroughTheProxyOfTheEnvironment() throws Exception {
        try (RecordingProxy streams = RecordingProxy.start();
                RecordingProxy tables = RecordingProxy.start();
                DefaultCamelContext context = new DefaultCamelContext()) {
            context.addComponent("aws2-ddbstream", new StreamComponent());
            setProxy(streams);
            StreamEndpoint endpoint = context.getEndpoint(ENDPOINT, StreamEndpoint.class);
            endpoint.start();
            setProxy(tables);

            assertThatExceptionOfType(SdkException.class)
                    .isThrownBy(() -> endpoint.getClient().listStreams());
            assertThatExceptionOfType(SdkException.class)
                    .isThrownBy(() -> endpoint.dynamoDb().listTables());

            endpoint.stop();
            assertThat(streams.targets()).containsExactly("aws.example.invalid:443");
            assertThat(tables.targets()).containsExactly("aws.example.invalid:443");
        }
    }

    @Test
    void readsTheStreamThroughTheProxyOfItsOptions() throws Exception {
        try (RecordingProxy ofTheEnvironment = RecordingProxy.start();
                RecordingProxy ofTheOptions = RecordingProxy.start();
                DefaultCamelContext context = new DefaultCamelContext()) {
            context.addComponent("aws2-ddbstream", new StreamComponent());
            setProxy(ofTheEnvironment);
            StreamEndpoint endpoint = context.getEndpoint(
                    ENDPOINT + "&proxyHost=localhost&proxyProtocol=HTTP&proxyPort=" + ofTheOptions.port(),
                    StreamEndpoint.class);
            endpoint.start();

            assertThatExceptionOfType(SdkException.class)
                    .isThrownBy(() -> endpoint.getClient().listStreams());

            endpoint.stop();
            assertThat(ofTheEnvironment.targets()).isEmpty();
            assertThat(ofTheOptions.targets()).isNotEmpty();
        }
    }

    private static void setProxy(RecordingProxy proxy) {
        System.setProperty("https.proxyHost", "localhost");
        System.setProperty("https.proxyPort", String.valueOf(proxy.port()));
    }
}
