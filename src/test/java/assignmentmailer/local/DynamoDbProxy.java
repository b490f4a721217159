package assignmentmailer.local;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.BiPredicate;

/** A proxy for DynamoDB that observes each call, and throttles or denies some. */
public final class DynamoDbProxy implements AutoCloseable {
    private static final List<String> NOT_PASSED_ON = List.of("connection", "content-length", "host", "upgrade");
    private static final byte[] THROTTLED = """
            {"__type":"com.amazonaws.dynamodb.v20120810#ProvisionedThroughputExceededException","message":"Too much"}""".getBytes(StandardCharsets.UTF_8);

    private final HttpClient client = HttpClient.newHttpClient();
    private final URI target;
    private final BiPredicate<String, String> throttles;
    private final Map<String, String> denied;
    private final LocalHttpServer server;

    private DynamoDbProxy(URI target, BiPredicate<String, String> throttles, Map<String, String> denied) {
        this.target = target;
        this.throttles = throttles;
        this.denied = denied;
        this.server = LocalHttpServer.start(0, this::handle);
    }

    /**
     * Starts a proxy on a free port.
     *
     * @param throttles decides for each call, by action and JSON document, whether to refuse it
     */
    public static DynamoDbProxy before(URI target, BiPredicate<String, String> throttles) {
        return new DynamoDbProxy(target, throttles, Map.of());
    }

    /**
     * Starts a proxy on a free port that denies actions.
     *
     * @param denied resources by action
     */
    public static DynamoDbProxy denying(URI target, Map<String, String> denied) {
        return new DynamoDbProxy(target, (action, document) -> false, denied);
    }

    public URI endpoint() {
        return server.address();
    }

    @Override
    public void close() {
        server.close();
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] request = exchange.getRequestBody().readAllBytes();
            String action =
                    exchange.getRequestHeaders().getFirst("X-Amz-Target").replaceAll(".*\\.", "");
            if (throttles.test(action, new String(request, StandardCharsets.UTF_8))) {
                answer(exchange, 400, THROTTLED);
            } else if (denied.containsKey(action)) {
                answer(exchange, 400, denial(action, denied.get(action)));
            } else {
                HttpResponse<byte[]> response = forward(exchange, request);
                response.headers().firstValue("x-amz-crc32").ifPresent(crc -> exchange.getResponseHeaders()
                        .set("x-amz-crc32", crc));
                answer(exchange, response.statusCode(), response.body());
            }
        }
    }

    /** IAM user guide, "Troubleshoot access denied error messages". */
    private static byte[] denial(String action, String resource) {
        return """
                {"__type":"com.amazon.coral.service#AccessDeniedException","Message":"User: arn:aws:iam::000000000000:user/local is not authorized to perform: dynamodb:%1$s on resource: %2$s because no identity-based policy allows the dynamodb:%1$s action"}""".formatted(action, resource).getBytes(StandardCharsets.UTF_8);
    }

    private HttpResponse<byte[]> forward(HttpExchange exchange, byte[] body) throws IOException {
        HttpRequest.Builder request = HttpRequest.newBuilder(target).POST(HttpRequest.BodyPublishers.ofByteArray(body));
        for (Map.Entry<String, List<String>> header :
                exchange.getRequestHeaders().entrySet()) {
            if (!NOT_PASSED_ON.contains(header.getKey().toLowerCase(Locale.ROOT))) {
                request.header(header.getKey(), header.getValue().get(0));
            }
        }
        try {
            return client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("stopped");
        }
    }

    private static void answer(HttpExchange exchange, int status, byte[] body) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", "application/x-amz-json-1.0");
        exchange.sendResponseHeaders(status, body.length);
        exchange.getResponseBody().write(body);
    }
}
