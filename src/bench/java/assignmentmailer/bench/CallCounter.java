package assignmentmailer.bench;

import assignmentmailer.local.LocalHttpServer;
import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** Stands before an AWS service and counts the calls that it passes on. */
final class CallCounter implements AutoCloseable {
    private static final String POLL = "GetRecords";
    private static final long PATIENCE_S = 60;

    /** What each of the two HTTP connections has of its own. */
    private static final Set<String> OF_THE_CONNECTION = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);

    static {
        OF_THE_CONNECTION.addAll(
                Set.of("Connection", "Content-Length", "Expect", "Host", "Transfer-Encoding", "Upgrade"));
    }

    private final URI service;
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final LocalHttpServer server = LocalHttpServer.start(0, this::pass);
    private final AtomicInteger calls = new AtomicInteger();
    private final AtomicLong firstPoll = new AtomicLong();
    private final CountDownLatch polled = new CountDownLatch(1);

    CallCounter(URI service) {
        this.service = service;
    }

    URI address() {
        return server.address();
    }

    /** How many calls there were so far. */
    int calls() {
        return calls.get();
    }

    /** Waits for the first poll of a stream; returns when it came in, as {@link System#nanoTime()} tells the time. */
    long awaitFirstPoll() throws InterruptedException {
        if (!polled.await(PATIENCE_S, TimeUnit.SECONDS)) {
            throw new IllegalStateException("No poll within " + PATIENCE_S + " s");
        }
        return firstPoll.get();
    }

    @Override
    public void close() {
        server.close();
    }

    private void pass(HttpExchange exchange) throws IOException {
        try (exchange) {
            count(exchange.getRequestHeaders().getFirst("X-Amz-Target"));
            HttpRequest.Builder request = HttpRequest.newBuilder(service.resolve(exchange.getRequestURI()))
                    .method(
                            exchange.getRequestMethod(),
                            HttpRequest.BodyPublishers.ofByteArray(
                                    exchange.getRequestBody().readAllBytes()));
            exchange.getRequestHeaders().forEach((name, values) -> {
                if (!OF_THE_CONNECTION.contains(name)) {
                    values.forEach(value -> request.header(name, value));
                }
            });
            HttpResponse<byte[]> response = client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
            response.headers().map().forEach((name, values) -> {
                if (!OF_THE_CONNECTION.contains(name)) {
                    exchange.getResponseHeaders().put(name, values);
                }
            });
            exchange.sendResponseHeaders(response.statusCode(), response.body().length);
            exchange.getResponseBody().write(response.body());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void count(@Nullable String target) {
        calls.incrementAndGet();
        if (target != null && target.endsWith(POLL) && firstPoll.compareAndSet(0, System.nanoTime())) {
            polled.countDown();
        }
    }
}
