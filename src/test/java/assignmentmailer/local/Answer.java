package assignmentmailer.local;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;

/** A response of the local site. */
record Answer(int status, Map<String, String> headers, byte[] body) {
    private static final JsonMapper JSON = new JsonMapper();

    static Answer json(int status, Object body) {
        try {
            return new Answer(status, Map.of("Content-Type", "application/json"), JSON.writeValueAsBytes(body));
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Answer error(int status, String message) {
        return json(status, Map.of("error", message));
    }

    static Answer redirect(String path) {
        return new Answer(302, Map.of("Location", path), new byte[0]);
    }

    static Answer methodNotAllowed(String allowed) {
        Answer error = error(405, "only %s is allowed here".formatted(allowed));
        return new Answer(405, Map.of("Content-Type", "application/json", "Allow", allowed), error.body());
    }

    void writeTo(HttpExchange exchange) throws IOException {
        headers.forEach(exchange.getResponseHeaders()::set);
        exchange.getResponseHeaders().set("Cache-Control", "no-store");
        exchange.getResponseHeaders().set("X-Content-Type-Options", "nosniff");
        // 0 would mean a body of unknown length.
        exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
        exchange.getResponseBody().write(body);
    }
}
