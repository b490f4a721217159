package assignmentmailer.stream.sim;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.StreamStatus;
import software.amazon.awssdk.services.dynamodb.model.StreamViewType;

/** A stream of a simulated table, enabled or disabled. */
final class SimulatedStream {
    private final String arn;
    private final Map<String, SimulatedShard> shards = new LinkedHashMap<>();
    private final StreamViewType viewType;
    private @Nullable Instant disabledAt;
    private boolean disabling;

    SimulatedStream(String arn, StreamViewType viewType) {
        this.arn = arn;
        this.viewType = viewType;
    }

    StreamViewType viewType() {
        return viewType;
    }

    String arn() {
        return arn;
    }

    Map<String, SimulatedShard> shards() {
        return shards;
    }

    List<SimulatedShard> open() {
        return shards.values().stream().filter(shard -> !shard.isClosed()).toList();
    }

    void disable(Instant now) {
        if (disabledAt == null) {
            disabledAt = now;
        }
    }

    /** Calls the stream disabled only when it is told to, or calls it that now. */
    void disabling(boolean on) {
        disabling = on;
    }

    boolean isEnabled() {
        return disabledAt == null;
    }

    boolean isGone(Instant horizon) {
        return disabledAt != null && disabledAt.isBefore(horizon);
    }

    StreamStatus status() {
        return isEnabled() ? StreamStatus.ENABLED : disabling ? StreamStatus.DISABLING : StreamStatus.DISABLED;
    }
}
