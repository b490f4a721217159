package assignmentmailer.aws;

import java.io.IOException;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.http.ExecutableHttpRequest;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.utils.AttributeMap;

/**
 * Another client, made anew after an {@link Error} in a call: Apache's shuts its connections down then, and throws {@link
 * IllegalStateException} for ever after.
 */
public final class LastingHttpClient implements SdkHttpClient {
    private final SdkHttpClient.Builder<?> other;
    private final AttributeMap defaults;
    private @Nullable SdkHttpClient client;

    private LastingHttpClient(SdkHttpClient.Builder<?> other, AttributeMap defaults) {
        this.other = other;
        this.defaults = defaults;
        this.client = other.buildWithDefaults(defaults);
    }

    /** Returns a builder around another one's clients; they are closed with the SDK client that uses them. */
    public static Builder builder(SdkHttpClient.Builder<?> other) {
        return new Builder(other);
    }

    @Override
    public ExecutableHttpRequest prepareRequest(HttpExecuteRequest request) {
        SdkHttpClient used = current();
        ExecutableHttpRequest prepared = used.prepareRequest(request);
        return new ExecutableHttpRequest() {
            @Override
            public HttpExecuteResponse call() throws IOException {
                try {
                    return prepared.call();
                } catch (Error failure) {
                    drop(used);
                    throw failure;
                }
            }

            @Override
            public void abort() {
                prepared.abort();
            }
        };
    }

    private synchronized SdkHttpClient current() {
        if (client == null) {
            client = other.buildWithDefaults(defaults);
        }
        return client;
    }

    private synchronized void drop(SdkHttpClient used) {
        if (client == used) {
            client = null;
            used.close();
        }
    }

    @Override
    public String clientName() {
        return current().clientName();
    }

    @Override
    public synchronized void close() {
        if (client != null) {
            client.close();
        }
    }

    /** Builds the client with the defaults of its service. */
    public record Builder(SdkHttpClient.Builder<?> other) implements SdkHttpClient.Builder<Builder> {

        @Override
        public SdkHttpClient buildWithDefaults(AttributeMap defaults) {
            return new LastingHttpClient(other, defaults);
        }
    }
}
