package assignmentmailer.queue;

import java.util.Map;
import org.apache.camel.health.HealthCheckResultBuilder;
import org.apache.camel.impl.health.AbstractHealthCheck;

/** Reports the service as not live when a thread that reads the queue has died, so that only a restart helps. */
public final class QueueLiveness extends AbstractHealthCheck {
    private final QueuePolling polling;

    public QueueLiveness(String id, QueuePolling polling) {
        super("assignment-mailer", id);
        this.polling = polling;
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
        if (polling.isDead()) {
            builder.message("A thread that reads the queue has died: restart the service")
                    .down();
        } else {
            builder.up();
        }
    }
}
