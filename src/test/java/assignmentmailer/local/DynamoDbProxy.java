package assignmentmailer.local;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiPredicate;
import java.util.function.UnaryOperator;

/** A proxy for DynamoDB that observes each call, throttles or denies some, and may change what a stream answers. */
public final class DynamoDbProxy implements AutoCloseable {
    private static final byte[] THROTTLED = """
            {"__type":"com.amazonaws.dynamodb.v20120810#ProvisionedThroughputExceededException","message":"Too much"}""".getBytes(StandardCharsets.UTF_8);

    private final Forwarding forwarding;
    private final BiPredicate<String, String> throttles;
    private final Map<String, String> denied;
    private final Optional<UnaryOperator<byte[]>> ofRecords;
    private final LocalHttpServer server;

    private DynamoDbProxy(
            URI target,
            BiPredicate<String, String> throttles,
            Map<String, String> denied,
            Optional<UnaryOperator<byte[]>> ofRecords) {
        this.forwarding = new Forwarding(target);
        this.throttles = throttles;
        this.denied = denied;
        this.ofRecords = ofRecords;
        this.server = LocalHttpServer.start(0, this::handle);
    }

    /**
     * Starts a proxy on a free port.
     *
     * @param throttles decides for each call, by action and JSON document, whether to refuse it
     */
    public static DynamoDbProxy before(URI target, BiPredicate<String, String> throttles) {
        return new DynamoDbProxy(target, throttles, Map.of(), Optional.empty());
    }

    /**
     * Starts a proxy on a free port that denies actions.
     *
     * @param denied resources by action
     */
    public static DynamoDbProxy denying(URI target, Map<String, String> denied) {
        return new DynamoDbProxy(target, (action, document) -> false, denied, Optional.empty());
    }

    /**
     * Starts a proxy on a free port that gives change records their time in whole seconds, rounded down, as DynamoDB does
     * (DynamoDB Streams API reference, "StreamRecord"); DynamoDB Local rounds down to minutes.
     *
     * @param attribute the items' attribute with the time at which they were written, in ISO 8601
     */
    public static DynamoDbProxy withSeconds(URI target, String attribute) {
        return new DynamoDbProxy(
                target,
                (action, document) -> false,
                Map.of(),
                Optional.of(answer -> RecordTimes.inSeconds(answer, attribute)));
    }

    public URI endpoint() {
        return server.address();
    }

    /** Without the checksum where the answer is changed: it is that of the unchanged one. */
    private void forward(HttpExchange exchange, String action, byte[] request) throws IOException {
        if (ofRecords.isEmpty() || !action.equals("GetRecords")) {
            forwarding.forward(exchange, request);
            return;
        }
        HttpResponse<byte[]> response = forwarding.send(exchange, request);
        boolean isChanged = response.statusCode() == 200;
        Forwarding.answer(
                exchange, response.statusCode(), isChanged ? ofRecords.get().apply(response.body()) : response.body());
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
                forward(exchange, action, request);
            }
        }
    }

    /** IAM user guide, "Troubleshoot access denied error messages". */
    private static byte[] denial(String action, String resource) {
        return """
                {"__type":"com.amazon.coral.service#AccessDeniedException","Message":"User: arn:aws:iam::000000000000:user/local is not authorized to perform: dynamodb:%1$s on resource: %2$s because no identity-based policy allows the dynamodb:%1$s action"}""".formatted(action, resource).getBytes(StandardCharsets.UTF_8);
    }
}
