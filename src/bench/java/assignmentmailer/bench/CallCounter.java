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

/** A proxy that counts the calls to an AWS service. */
final class CallCounter implements AutoCloseable {
    private static final String POLL = "GetRecords";
    private static final long PATIENCE_S = 60;

    /** Hop-by-hop headers, which are not forwarded. */
    private static final Set<String> HOP_BY_HOP = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);

    static {
        HOP_BY_HOP.addAll(
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

    /** Returns the number of calls so far. */
    int calls() {
        return calls.get();
    }

    /** Waits for the first poll of a stream and returns its time, by {@link System#nanoTime()}. */
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
                if (!HOP_BY_HOP.contains(name)) {
                    values.forEach(value -> request.header(name, value));
                }
            });
            HttpResponse<byte[]> response = client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
            response.headers().map().forEach((name, values) -> {
                if (!HOP_BY_HOP.contains(name)) {
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
