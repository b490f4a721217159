package assignmentmailer.local;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.function.BiPredicate;

/** A proxy for DynamoDB that observes each call, and throttles or denies some. */
public final class DynamoDbProxy implements AutoCloseable {
    private static final byte[] THROTTLED = """
            {"__type":"com.amazonaws.dynamodb.v20120810#ProvisionedThroughputExceededException","message":"Too much"}""".getBytes(StandardCharsets.UTF_8);

    private final Forwarding forwarding;
    private final BiPredicate<String, String> throttles;
    private final Map<String, String> denied;
    private final LocalHttpServer server;

    private DynamoDbProxy(URI target, BiPredicate<String, String> throttles, Map<String, String> denied) {
        this.forwarding = new Forwarding(target);
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
                Forwarding.answer(exchange, 400, THROTTLED);
            } else if (denied.containsKey(action)) {
                Forwarding.answer(exchange, 400, denial(action, denied.get(action)));
            } else {
                forwarding.forward(exchange, request);
            }
        }
    }

    /** IAM user guide, "Troubleshoot access denied error messages". */
    private static byte[] denial(String action, String resource) {
        return """
                {"__type":"com.amazon.coral.service#AccessDeniedException","Message":"User: arn:aws:iam::000000000000:user/local is not authorized to perform: dynamodb:%1$s on resource: %2$s because no identity-based policy allows the dynamodb:%1$s action"}""".formatted(action, resource).getBytes(StandardCharsets.UTF_8);
    }
}
