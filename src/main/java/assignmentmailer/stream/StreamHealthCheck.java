package assignmentmailer.stream;

import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.camel.health.HealthCheckResultBuilder;
import org.apache.camel.impl.health.AbstractHealthCheck;

/** Reports the service as not ready while reading the stream has a problem. */
final class StreamHealthCheck extends AbstractHealthCheck {
    private final Supplier<List<String>> problems;

    StreamHealthCheck(String id, Supplier<List<String>> problems) {
        super("camel", id);
        this.problems = problems;
    }

    @Override
    public boolean isLiveness() {
        return false;
    }

    @Override
    protected void doCall(HealthCheckResultBuilder builder, Map<String, Object> options) {
        List<String> found = problems.get();
        if (found.isEmpty()) {
            builder.up();
        } else {
            builder.message(String.join("; ", found)).down();
        }
    }
}
