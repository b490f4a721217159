package assignmentmailer.queue;

import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import software.amazon.awssdk.http.ExecutableHttpRequest;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.utils.AttributeMap;

/** The receives that wait for messages, up to 20 s each: ends them when the service stops. */
public final class LongPolls {
    private static final String OPERATION = "X-Amz-Target";
    private static final String RECEIVE = "AmazonSQS.ReceiveMessage";

    private final Set<ExecutableHttpRequest> requests = new HashSet<>();
    private boolean isStopped;

    /** Ends all receives, and lets none begin. A message that has just been received becomes visible again by itself. */
    public void stop() {
        List<ExecutableHttpRequest> ended;
        synchronized (this) {
            isStopped = true;
            ended = List.copyOf(requests);
        }
        ended.forEach(ExecutableHttpRequest::abort);
    }

    synchronized boolean isStopped() {
        return isStopped;
    }

    private synchronized void add(ExecutableHttpRequest request) throws IOException {
        if (isStopped) {
            throw new IOException("The service is stopping");
        }
        requests.add(request);
    }

    private synchronized void remove(ExecutableHttpRequest request) {
        requests.remove(request);
    }

    /** Returns a builder around another one's clients, whose receives this object ends. */
    SdkHttpClient.Builder<?> around(SdkHttpClient.Builder<?> other) {
        return new Builder(other);
    }

    private final class Builder implements SdkHttpClient.Builder<Builder> {
        private final SdkHttpClient.Builder<?> other;

        Builder(SdkHttpClient.Builder<?> other) {
            this.other = other;
        }

        @Override
        public SdkHttpClient buildWithDefaults(AttributeMap defaults) {
            return new Client(other.buildWithDefaults(defaults));
        }
    }

    private final class Client implements SdkHttpClient {
        private final SdkHttpClient other;

        Client(SdkHttpClient other) {
            this.other = other;
        }

        @Override
        public ExecutableHttpRequest prepareRequest(HttpExecuteRequest request) {
            ExecutableHttpRequest prepared = other.prepareRequest(request);
            boolean isReceive = request.httpRequest()
                    .firstMatchingHeader(OPERATION)
                    .filter(RECEIVE::equals)
                    .isPresent();
            return isReceive ? new Receive(prepared) : prepared;
        }

        @Override
        public String clientName() {
            return other.clientName();
        }

        @Override
        public void close() {
            other.close();
        }
    }

    private final class Receive implements ExecutableHttpRequest {
        private final ExecutableHttpRequest request;

        Receive(ExecutableHttpRequest request) {
            this.request = request;
        }

        @Override
        public HttpExecuteResponse call() throws IOException {
            add(request);
            try {
                return request.call();
            } finally {
                remove(request);
            }
        }

        @Override
        public void abort() {
            request.abort();
        }
    }
}
