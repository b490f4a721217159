package assignmentmailer.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Measures the latency from insert to mail at twenty inserts a second. All contenders run concurrently, each with its
 * own table, since this rate does not saturate the machine.
 */
final class SteadyScenario {
    private static final Logger LOG = LoggerFactory.getLogger(SteadyScenario.class);
    private static final String NAME = "20 inserts a second";
    private static final int A_SECOND = 20;
    private static final Duration WARM_UP = Duration.ofSeconds(3);

    /** SES's latency: short, since at 50 ms a sequential route could not keep up with the inserts. */
    private static final Duration SES_LATENCY = Duration.ofMillis(10);

    private static final Duration LONGEST_WAIT = Duration.ofSeconds(60);

    private final Aws aws;
    private final Plan plan;
    private final Measurements measurements;

    SteadyScenario(Aws aws, Plan plan, Measurements measurements) {
        this.aws = aws;
        this.plan = plan;
        this.measurements = measurements;
    }

    void run() throws Exception {
        Metric p50 = new Metric(NAME, "insert to mail, p50 ms", Target.atMost(0.5, Contender.STOCK));
        Metric p99 = new Metric(NAME, "insert to mail, p99 ms", Target.atMost(0.5, Contender.STOCK));
        Metric unmailed = new Metric(NAME, "candidates not mailed");
        for (int round = 1; round <= plan.rounds(); round++) {
            LOG.info("{}: round {} of {}, all contenders", NAME, round, plan.rounds());
            Arrivals arrivals = aws.arrivals(SES_LATENCY);
            List<Turn> turns = new ArrayList<>();
            try {
                for (Contender contender : Contender.values()) {
                    turns.add(start(contender));
                }
                arrivals.await(turns.size(), LONGEST_WAIT);
                insert(turns);
                arrivals.await(turns.size() * count(), LONGEST_WAIT);
                for (Turn turn : turns) {
                    List<Double> waits = turn.waitsMs(arrivals);
                    measurements.add(p50, turn.contender, Quantiles.of(waits, 0.50));
                    measurements.add(p99, turn.contender, Quantiles.of(waits, 0.99));
                    measurements.add(unmailed, turn.contender, turn.unmailed(arrivals));
                }
            } finally {
                turns.forEach(Turn::close);
            }
        }
    }

    private Turn start(Contender contender) throws IOException {
        Candidates candidates = aws.newCandidates();
        Turn turn = new Turn(
                contender,
                candidates,
                new long[count()],
                ContenderProcess.start(contender, aws.environment(candidates), plan.jvmOptions()));
        turn.insert(0);
        return turn;
    }

    private int count() {
        return 1 + (int) (WARM_UP.plus(plan.window()).toSeconds() * A_SECOND);
    }

    /** Inserts the candidates after the first, which signalled the end of the start. */
    private void insert(List<Turn> turns) throws InterruptedException {
        ScheduledExecutorService timer = Executors.newScheduledThreadPool(2 * turns.size());
        for (int i = 1; i < count(); i++) {
            int number = i;
            for (Turn turn : turns) {
                timer.schedule(() -> turn.insert(number), number * 1_000L / A_SECOND, TimeUnit.MILLISECONDS);
            }
        }
        timer.shutdown();
        if (!timer.awaitTermination(LONGEST_WAIT.toSeconds(), TimeUnit.SECONDS)) {
            throw new IllegalStateException("The candidates are not inserted in time");
        }
    }

    /** A contender with its candidates and the time of each insert. */
    private record Turn(Contender contender, Candidates candidates, long[] insertedAt, ContenderProcess process)
            implements AutoCloseable {
        /** The candidate numbers reserved per contender, so that a mail identifies its contender. */
        private static final int NUMBERS_EACH = 1_000_000;

        void insert(int number) {
            insertedAt[number] = System.nanoTime();
            candidates.insert(firstNumber() + number);
        }

        /** Returns the latencies of candidates inserted after the warm-up. */
        List<Double> waitsMs(Arrivals arrivals) {
            return IntStream.range(1 + (int) WARM_UP.toSeconds() * A_SECOND, insertedAt.length)
                    .boxed()
                    .flatMap(number -> arrivals.acceptedAt(firstNumber() + number).stream()
                            .mapToObj(at -> (at - insertedAt[number]) / 1e6))
                    .toList();
        }

        long unmailed(Arrivals arrivals) {
            return IntStream.range(0, insertedAt.length)
                    .filter(number ->
                            arrivals.acceptedAt(firstNumber() + number).isEmpty())
                    .count();
        }

        private int firstNumber() {
            return contender.ordinal() * NUMBERS_EACH;
        }

        @Override
        public void close() {
            process.close();
        }
    }
}
