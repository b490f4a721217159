package assignmentmailer.mail;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import software.amazon.awssdk.http.ExecutableHttpRequest;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.utils.AttributeMap;

/**
 * Decorates an HTTP client: marks calls as {@link NothingSent} that failed before any byte of their body was read, at
 * DNS, connection, TLS handshake or proxy tunnel.
 */
final class WatchedHttpClient implements SdkHttpClient {
    private final SdkHttpClient client;

    private WatchedHttpClient(SdkHttpClient client) {
        this.client = client;
    }

    /** Returns a builder that decorates the client of another builder. The SDK client closes it. */
    static Builder builder(SdkHttpClient.Builder<?> other) {
        return new Builder(other);
    }

    @Override
    public ExecutableHttpRequest prepareRequest(HttpExecuteRequest request) {
        if (request.contentStreamProvider().isEmpty()) {
            return client.prepareRequest(request);
        }
        WatchedBody body = new WatchedBody();
        return new WatchedRequest(
                client.prepareRequest(HttpExecuteRequest.builder()
                        .request(request.httpRequest())
                        .metricCollector(request.metricCollector().orElse(null))
                        .contentStreamProvider(() ->
                                body.watch(request.contentStreamProvider().get().newStream()))
                        .build()),
                body);
    }

    @Override
    public String clientName() {
        return client.clientName();
    }

    @Override
    public void close() {
        client.close();
    }

    /** Builds the client with the service's defaults. */
    record Builder(SdkHttpClient.Builder<?> other) implements SdkHttpClient.Builder<Builder> {

        @Override
        public SdkHttpClient buildWithDefaults(AttributeMap defaults) {
            return new WatchedHttpClient(other.buildWithDefaults(defaults));
        }
    }

    private record WatchedRequest(ExecutableHttpRequest request, WatchedBody body) implements ExecutableHttpRequest {

        @Override
        public HttpExecuteResponse call() throws IOException {
            HttpExecuteResponse response;
            try {
                response = request.call();
            } catch (IOException | RuntimeException failure) {
                if (!body.isRead()) {
                    NothingSent.mark(failure);
                }
                throw failure;
            }
            if (!body.isRead()) {
                IOException tunnel = new IOException("A proxy answered with "
                        + response.httpResponse().statusCode() + " before the request was sent");
                NothingSent.mark(tunnel);
                throw tunnel;
            }
            return response;
        }

        @Override
        public void abort() {
            request.abort();
        }
    }

    /** Tracks whether any stream of a request's body was read. */
    private static final class WatchedBody {
        private volatile boolean read;

        boolean isRead() {
            return read;
        }

        InputStream watch(InputStream stream) {
            return new FilterInputStream(stream) {
                @Override
                public int read() throws IOException {
                    read = true;
                    return super.read();
                }

                @Override
                public int read(byte[] bytes, int offset, int length) throws IOException {
                    read = true;
                    return super.read(bytes, offset, length);
                }
            };
        }
    }
}
