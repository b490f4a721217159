package assignmentmailer.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import assignmentmailer.RecordingProxy;
import assignmentmailer.aws.HttpProxies.Proxy;
import assignmentmailer.aws.HttpProxies.User;
import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.retry.RetryMode;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

class HttpProxiesTest {
    private final Map<String, String> environment = new HashMap<>();
    private final Map<String, String> system = new HashMap<>();

    @ParameterizedTest
    @CsvSource({
        "HTTPS_PROXY, http://proxy.example.com:3128, proxy.example.com, 3128",
        "https_proxy, http://proxy.example.com:3128/, proxy.example.com, 3128",
        "HTTPS_PROXY, https://proxy.example.com:3128, proxy.example.com, 3128",
        "HTTPS_PROXY, proxy.example.com:3128, proxy.example.com, 3128",
        "HTTPS_PROXY, http://proxy.example.com, proxy.example.com, 80",
        "HTTPS_PROXY, ' http://10.0.0.1:8080 ', 10.0.0.1, 8080"
    })
    void readsAProxyFromTheEnvironment(String name, String value, String host, int port) {
        environment.put(name, value);

        assertThat(to("https", "email.eu-west-1.amazonaws.com")).contains(new Proxy(host, port, Optional.empty()));
        assertThat(to("http", "email.eu-west-1.amazonaws.com")).isEmpty();
    }

    @Test
    void readsAnEncodedUserAndHidesIt() {
        environment.put("HTTPS_PROXY", "http://us%40er:p%3Aw@proxy:3128");

        Proxy proxy = to("https", "a.b").orElseThrow();

        assertThat(proxy.user()).contains(new User("us@er", "p:w"));
        assertThat(proxy.toString()).doesNotContain("us@er", "p:w");
    }

    @Test
    void readsAProxyFromOptionsBeforeTheEnvironment() {
        environment.put("HTTPS_PROXY", "http://other:1");
        system.put("https.proxyHost", "proxy.example.com");
        system.put("https.proxyPort", "3128");

        assertThat(to("https", "a.b")).contains(new Proxy("proxy.example.com", 3128, Optional.empty()));
    }

    @Test
    void leadsEachSchemeByItsOwnProxy() {
        environment.put("HTTP_PROXY", "http://plain:1");
        environment.put("HTTPS_PROXY", "http://secure:2");

        assertThat(to("http", "a.b").map(Proxy::host)).contains("plain");
        assertThat(to("https", "a.b").map(Proxy::host)).contains("secure");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a.inside.example.com",
                "inside.example.com",
                "INSIDE.example.com",
                "10.0.0.1",
                "localhost",
                "127.0.0.1",
                "127.8.8.8",
                "[::1]",
                "::1",
                "b.jdk.example.com"
            })
    void goesDirectlyWhereItIsTold(String host) {
        environment.put("HTTPS_PROXY", "http://proxy:3128");
        environment.put("NO_PROXY", "10.0.0.1, .inside.example.com:443");
        system.put("http.nonProxyHosts", "*.jdk.example.com|x");

        assertThat(to("https", host)).isEmpty();
        assertThat(to("https", "outside.example.com")).isPresent();
        assertThat(to("https", "notinside.example.com")).isPresent();
        assertThat(to("https", "10x0x0x1")).isPresent();
    }

    @Test
    void goesDirectlyEverywhereWithAStar() {
        environment.put("HTTPS_PROXY", "http://proxy:3128");
        environment.put("no_proxy", "*");

        assertThat(to("https", "a.b")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"http://", "http://user:secret@", "http:// proxy", "proxy:port", "http://proxy:70000", "://proxy"
            })
    void refusesWhatIsNoProxyWithoutRepeatingIt(String value) {
        environment.put("HTTPS_PROXY", value);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> to("https", "a.b"))
                .withMessageStartingWith("HTTPS_PROXY in the environment must be a proxy's address")
                .withMessageNotContaining("secret")
                .withNoCause();
    }

    @Test
    void tunnelsAClientsCallsThroughTheProxy() throws Exception {
        try (RecordingProxy proxy = RecordingProxy.start()) {
            environment.put("HTTPS_PROXY", "http://proxy.invalid:1");
            system.put("https.proxyHost", "localhost");
            system.put("https.proxyPort", String.valueOf(proxy.port()));
            try (DynamoDbClient client = DynamoDbClient.builder()
                    .httpClientBuilder(AwsHttpClients.builder(new HttpProxies(environment, system)))
                    .region(Region.EU_WEST_1)
                    .credentialsProvider(AnonymousCredentialsProvider.create())
                    .endpointOverride(URI.create("https://table.example.invalid"))
                    .overrideConfiguration(override -> override.retryStrategy(RetryMode.STANDARD))
                    .build()) {
                assertThatExceptionOfType(SdkException.class).isThrownBy(client::listTables);
            }

            assertThat(proxy.targets()).containsExactly("table.example.invalid:443");
        }
    }

    private Optional<Proxy> to(String scheme, String host) {
        return new HttpProxies(environment, system).to(scheme, host);
    }
}
