package assignmentmailer.local;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Forwards requests of AWS's JSON protocols to where they are answered. */
final class Forwarding {
    private static final List<String> NOT_PASSED_ON = List.of("connection", "content-length", "host", "upgrade");

    /** Of an answer, what the SDK reads besides status and body. */
    private static final List<String> PASSED_BACK = List.of("x-amz-crc32", "x-amzn-query-error");

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final URI target;

    Forwarding(URI target) {
        this.target = target;
    }

    /** Forwards a request whose body was read, and answers it. */
    void forward(HttpExchange exchange, byte[] body) throws IOException {
        HttpResponse<byte[]> response = send(exchange, body);
        PASSED_BACK.forEach(
                header -> response.headers().firstValue(header).ifPresent(value -> exchange.getResponseHeaders()
                        .set(header, value)));
        answer(exchange, response.statusCode(), response.body());
    }

    /** Returns what is answered to a request whose body was read. */
    HttpResponse<byte[]> send(HttpExchange exchange, byte[] body) throws IOException {
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

    static void answer(HttpExchange exchange, int status, byte[] body) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", "application/x-amz-json-1.0");
        exchange.sendResponseHeaders(status, body.length);
        exchange.getResponseBody().write(body);
    }
}
