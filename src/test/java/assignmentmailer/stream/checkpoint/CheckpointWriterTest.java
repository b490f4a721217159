package assignmentmailer.stream.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import assignmentmailer.LogLines;
import assignmentmailer.stream.sim.ScriptedFaults;
import assignmentmailer.stream.sim.VirtualTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class CheckpointWriterTest {
    private static final Instant NOW = Instant.EPOCH;

    private final VirtualTime time = new VirtualTime(NOW, 1);
    private final ScriptedFaults faults = new ScriptedFaults();
    private final CheckpointsInMemory store = new CheckpointsInMemory(faults);
    private final AtomicInteger failures = new AtomicInteger();
    private final CheckpointWriter writer = new CheckpointWriter(
            store, time.runner(() -> false), time, Duration.ofMinutes(1), failures::incrementAndGet);

    @Test
    void writesTheFirstAtOnceAndTheNewestAfterTheInterval() {
        writer.save("stream", "shard", at("1"));
        time.pass(Duration.ofSeconds(1));
        writer.save("stream", "shard", at("2"));
        writer.save("stream", "shard", at("3"));

        time.pass(Duration.ofSeconds(58));
        assertThat(stored()).contains(at("1"));
        time.pass(Duration.ofSeconds(1));

        assertThat(stored()).contains(at("3"));
        time.pass(Duration.ofMinutes(10));
        writer.flush(Duration.ofMinutes(1));
        assertThat(store.writes()).isEqualTo(2);
    }

    @Test
    void writesAgainUntilTheStoreHasItAndSaysForHowLongItHasNot() {
        faults.failEach(1, "PutItem", ScriptedFaults::throttled);
        writer.save("stream", "shard", at("1"));
        time.pass(Duration.ofMinutes(3));

        assertThat(writer.failingFor()).isEqualTo(Duration.ofMinutes(3));
        assertThat(failures.get()).isGreaterThan(5);
        faults.clear();
        time.pass(Duration.ofSeconds(20));

        assertThat(stored()).contains(at("1"));
        assertThat(writer.failingFor()).isZero();
    }

    @Test
    void warnsOfFailedWritesMoreRarelyTheLongerTheyFail() {
        faults.failEach(1, "PutItem", ScriptedFaults::throttled);
        try (LogLines log = new LogLines(CheckpointWriter.class)) {
            writer.save("stream", "shard", at("1"));

            time.pass(Duration.ofSeconds(20));

            assertThat(log.warnings())
                    .extracting(line -> line.replaceAll(".*(attempt \\d+).*", "$1"))
                    .containsExactly("attempt 1", "attempt 2", "attempt 4");
        }
    }

    @Test
    void anErrorOfTheJvmEndsNothing() {
        faults.failNextWithError(1, "PutItem", () -> new OutOfMemoryError("Java heap space"));
        writer.save("stream", "shard", at("1"));

        time.pass(Duration.ofSeconds(2));

        assertThat(stored()).contains(at("1"));
        assertThat(writer.isDead()).isFalse();
    }

    @Test
    void writesAllAgainIntoAStoreThatWasEmptied() {
        writer.save("stream", "shard", at("1"));
        time.pass(Duration.ofMinutes(2));
        store.empty();

        writer.rewrite();
        time.pass(Duration.ofMinutes(1));

        assertThat(stored()).contains(at("1"));
    }

    @Test
    void theLastFlushWritesWhatStillWaits() {
        writer.save("stream", "shard", at("1"));
        time.pass(Duration.ofSeconds(1));
        writer.save("stream", "shard", at("2"));

        writer.flush(Duration.ofMinutes(1));

        assertThat(stored()).contains(at("2"));
    }

    @Test
    void theLastFlushBeginsNothingAfterItsLimit() {
        writer.save("stream", "shard", at("1"));

        writer.flush(Duration.ZERO);

        assertThat(stored()).isEmpty();
    }

    private Optional<Checkpoint> stored() {
        return Optional.ofNullable(store.read("stream", List.of("shard")).get("shard"));
    }

    private static Checkpoint at(String sequenceNumber) {
        return Checkpoint.at(new SequenceNumber(sequenceNumber), NOW);
    }
}
