package assignmentmailer.stream;

import static org.assertj.core.api.Assertions.assertThat;

import assignmentmailer.state.StateTable;
import assignmentmailer.stream.sim.Faults;
import assignmentmailer.stream.sim.ManualClock;
import assignmentmailer.stream.sim.SimulatedDynamoDb;
import assignmentmailer.stream.sim.SimulatedTable;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class CheckpointWriterTest {
    private static final String STREAM = "stream-" + System.nanoTime();

    private final RecordingTimer timer = new RecordingTimer();
    private final SimulatedDynamoDb dynamoDb = new SimulatedDynamoDb(
            new SimulatedTable("candidates", new ManualClock(Instant.EPOCH)), new Faults(), Local.DYNAMO_DB);
    private final CheckpointStore store =
            new CheckpointStore(new StateTable(dynamoDb, "checkpoint-writer"), "assignment-mailer", Clock.systemUTC());
    private final CheckpointWriter writer =
            new CheckpointWriter(store, new Threads(timer, Runnable::run), Duration.ofHours(1));

    @BeforeEach
    void createTable() {
        store.createIfMissing();
    }

    @AfterEach
    void close() {
        timer.close();
    }

    @Test
    void writesTheFirstAtOnceAndTheNextAfterTheInterval() {
        writer.save(STREAM, "paced", at("1"));
        writer.save(STREAM, "paced", at("2"));
        writer.save(STREAM, "paced", at("3"));

        assertThat(store.read(STREAM, "paced")).contains(at("1"));
        assertThat(timer.delays()).singleElement().satisfies(delay -> assertThat(delay)
                .isBetween(Duration.ofMinutes(59), Duration.ofHours(1)));
    }

    @Test
    void theLastFlushWritesWhatStillWaits() {
        writer.save(STREAM, "flushed", at("1"));
        writer.save(STREAM, "flushed", at("2"));

        writer.flush(Duration.ofMinutes(1));

        assertThat(store.read(STREAM, "flushed")).contains(at("2"));
    }

    @Test
    void theLastFlushBeginsNothingAfterItsLimit() {
        writer.save(STREAM, "late", at("1"));
        writer.save(STREAM, "late", at("2"));

        writer.flush(Duration.ZERO);

        assertThat(store.read(STREAM, "late")).contains(at("1"));
    }

    @Test
    void theLastFlushWritesWhatTheTableWouldNotTakeBefore() {
        dynamoDb.throttle(true);
        writer.save(STREAM, "refused", at("1"));
        dynamoDb.throttle(false);

        writer.flush(Duration.ofMinutes(1));

        assertThat(store.read(STREAM, "refused")).contains(at("1"));
    }

    private static Checkpoint at(String sequenceNumber) {
        return Checkpoint.at(new SequenceNumber(sequenceNumber));
    }
}
