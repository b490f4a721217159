package assignmentmailer.aws;

import assignmentmailer.aws.HttpProxies.Proxy;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Collectors;
import org.apache.http.HttpHost;
import org.apache.http.HttpRequest;
import org.apache.http.auth.AuthScope;
import org.apache.http.auth.UsernamePasswordCredentials;
import org.apache.http.client.CredentialsProvider;
import org.apache.http.impl.client.BasicCredentialsProvider;
import org.apache.http.impl.conn.DefaultRoutePlanner;
import org.apache.http.impl.conn.DefaultSchemePortResolver;
import org.apache.http.protocol.HttpContext;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.http.apache.ApacheHttpClient;
import software.amazon.awssdk.http.apache.ProxyConfiguration;

/** Builds the HTTP clients of all AWS clients, with the configured proxy. */
public final class AwsHttpClients {
    private AwsHttpClients() {}

    /** Returns a builder that applies the proxies of this process's environment and system properties. */
    public static ApacheHttpClient.Builder builder() {
        return builder(new HttpProxies(System.getenv(), strings(System.getProperties())));
    }

    /**
     * Replaces the SDK's own proxy settings, which use one proxy for both schemes and read {@code https} as the
     * protocol spoken to the proxy.
     */
    static ApacheHttpClient.Builder builder(HttpProxies proxies) {
        ApacheHttpClient.Builder builder = ApacheHttpClient.builder()
                .proxyConfiguration(ProxyConfiguration.builder()
                        .useSystemPropertyValues(false)
                        .useEnvironmentVariableValues(false)
                        .build());
        return proxies.isEmpty()
                ? builder
                : builder.httpRoutePlanner(new ProxyRoutePlanner(proxies)).credentialsProvider(credentials(proxies));
    }

    private static CredentialsProvider credentials(HttpProxies proxies) {
        CredentialsProvider credentials = new BasicCredentialsProvider();
        proxies.all().forEach(proxy -> proxy.user()
                .ifPresent(user -> credentials.setCredentials(
                        new AuthScope(proxy.host(), proxy.port()),
                        new UsernamePasswordCredentials(user.name(), user.password()))));
        return credentials;
    }

    private static Map<String, String> strings(Properties properties) {
        return properties.stringPropertyNames().stream()
                .collect(Collectors.toMap(name -> name, name -> String.valueOf(properties.getProperty(name))));
    }

    private static final class ProxyRoutePlanner extends DefaultRoutePlanner {
        private final HttpProxies proxies;

        ProxyRoutePlanner(HttpProxies proxies) {
            super(DefaultSchemePortResolver.INSTANCE);
            this.proxies = proxies;
        }

        @Override
        protected @Nullable HttpHost determineProxy(HttpHost target, HttpRequest request, HttpContext context) {
            return proxies.to(target.getSchemeName(), target.getHostName())
                    .map(ProxyRoutePlanner::host)
                    .orElse(null);
        }

        private static HttpHost host(Proxy proxy) {
            return new HttpHost(proxy.host(), proxy.port());
        }
    }
}
