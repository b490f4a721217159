package assignmentmailer.stream;

import static org.assertj.core.api.Assertions.assertThat;

import assignmentmailer.stream.checkpoint.CheckpointsInMemory;
import assignmentmailer.stream.delivery.RecordDispatcher;
import assignmentmailer.stream.sim.ScriptedFaults;
import assignmentmailer.stream.sim.SimulatedTable;
import assignmentmailer.stream.sim.VirtualTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.Record;

/** The fixture of tests with whole readers: a table, its stream, a state table and readers, in virtual time. */
abstract class VirtualStream {
    static final Instant START = Instant.parse("2026-01-01T00:00:30Z");
    private static final Duration PATIENCE = Duration.ofMinutes(20);

    final VirtualTime time = new VirtualTime(START, 42);
    final SimulatedTable table = new SimulatedTable("candidates", time.clock());
    final ScriptedFaults faults = new ScriptedFaults();
    final CheckpointsInMemory store = new CheckpointsInMemory(faults);

    VirtualReader.Builder reader() {
        return VirtualReader.of(table, time, store).faults(faults);
    }

    /** Starts a reader on a new stream of one shard, whose first five records it has delivered. */
    VirtualReader caughtUp() {
        table.enableStream(1);
        VirtualReader reader = reader().start();
        awaitDelivered(reader, table.write(5));
        return reader;
    }

    /** Advances time until all keys are delivered; returns those still missing after a while. */
    void awaitDelivered(VirtualReader reader, List<String> keys) {
        Set<String> missing = new HashSet<>(keys);
        int[] seen = {0};
        time.passUntil(() -> noneMissing(missing, reader.delivered(), seen), PATIENCE);
        assertThat(new HashSet<>(reader.delivered())).containsAll(keys);
    }

    /** Evaluated after each event, so it inspects each delivery only once. */
    private static boolean noneMissing(Set<String> missing, List<String> delivered, int[] seen) {
        while (seen[0] < delivered.size()) {
            missing.remove(delivered.get(seen[0]++));
        }
        return missing.isEmpty();
    }

    /** A route that holds the exchanges of some records until they are released. */
    static final class HeldRoute implements RecordDispatcher.Route {
        private final List<Consumer<@Nullable Throwable>> held = new ArrayList<>();
        private final List<String> keys;
        private boolean released;

        /** @param keys the records to hold; none means all */
        HeldRoute(String... keys) {
            this.keys = List.of(keys);
        }

        @Override
        public void send(Record record, Consumer<@Nullable Throwable> whenEnded) {
            if (!released && (keys.isEmpty() || keys.contains(record.eventID()))) {
                held.add(whenEnded);
            } else {
                whenEnded.accept(null);
            }
        }

        int holds() {
            return held.size();
        }

        void release() {
            released = true;
            List.copyOf(held).forEach(whenEnded -> whenEnded.accept(null));
            held.clear();
        }
    }
}
