package assignmentmailer.stream;

import java.util.Map;
import java.util.function.BooleanSupplier;
import org.apache.camel.health.HealthCheckResultBuilder;
import org.apache.camel.impl.health.AbstractHealthCheck;

/** Reports the service as not live when a task of the reader will never run again, so that only a restart helps. */
final class StreamLivenessCheck extends AbstractHealthCheck {
    private final BooleanSupplier dead;

    StreamLivenessCheck(String id, BooleanSupplier dead) {
        super("camel", id);
        this.dead = dead;
    }

    @Override
    public boolean isLiveness() {
        return true;
    }

    @Override
    public boolean isReadiness() {
        return false;
    }

    @Override
    protected void doCall(HealthCheckResultBuilder builder, Map<String, Object> options) {
        if (dead.getAsBoolean()) {
            builder.message("A task of the stream's reader has died: restart the service")
                    .down();
        } else {
            builder.up();
        }
    }
}
