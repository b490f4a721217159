package assignmentmailer.stream;

import java.util.Map;
import java.util.function.BooleanSupplier;
import org.apache.camel.health.HealthCheckResultBuilder;
import org.apache.camel.impl.health.AbstractHealthCheck;

/** Tells that only a restart can help: something that reads the stream will never run again. */
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
