package assignmentmailer.stream.sim;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.services.dynamodb.model.StreamStatus;

/** One stream of a simulated table, enabled or not any more. */
final class SimulatedStream {
    private final String arn;
    private final Map<String, SimulatedShard> shards = new LinkedHashMap<>();
    private boolean enabled = true;

    SimulatedStream(String arn) {
        this.arn = arn;
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

    void disable() {
        enabled = false;
    }

    boolean isEnabled() {
        return enabled;
    }

    StreamStatus status() {
        return enabled ? StreamStatus.ENABLED : StreamStatus.DISABLED;
    }
}
