package assignmentmailer.stream.delivery;

import assignmentmailer.JmhDefaults;
import assignmentmailer.stream.checkpoint.SequenceNumber;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Setup;

/** Appending one record to the acknowledgement window and acknowledging another, with 64 records in the window. */
public class AckWindowBenchmark extends JmhDefaults {
    private static final int UNDER_WAY = 64;

    private final AckWindow window = new AckWindow();
    private final Deque<AckWindow.Entry> underWay = new ArrayDeque<>();
    private final SequenceNumber sequenceNumber = new SequenceNumber("100000000000000000001");
    private boolean firstWaits;

    @Setup
    public void fill() {
        for (int i = 0; i < UNDER_WAY; i++) {
            underWay.add(append());
        }
    }

    /** Every second record is done before its predecessor. */
    @Benchmark
    public int acknowledgementWindow() {
        underWay.add(append());
        AckWindow.Entry done = underWay.remove();
        firstWaits = !firstWaits;
        if (firstWaits) {
            AckWindow.Entry waiting = done;
            done = underWay.remove();
            underWay.addFirst(waiting);
        }
        return window.done(done, 0);
    }

    private AckWindow.Entry append() {
        AckWindow.Entry entry = new AckWindow.Entry(sequenceNumber, Instant.EPOCH);
        window.append(List.of(entry), 0);
        return entry;
    }
}
