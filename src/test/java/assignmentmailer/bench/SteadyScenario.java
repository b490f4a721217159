package assignmentmailer.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** How long a candidate waits for the mail while twenty a second are inserted. */
final class SteadyScenario {
    private static final String NAME = "20 inserts a second";
    private static final int A_SECOND = 20;
    private static final Duration WARM_UP = Duration.ofSeconds(3);

    /** Short, for at 50 ms a sequential route could not keep up with the inserts. */
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
        Rounds.interleave(NAME, plan, contender -> {
            Candidates candidates = aws.newCandidates();
            candidates.insert(0);
            Arrivals arrivals = aws.arrivals(SES_LATENCY);
            try (ContenderProcess process =
                    ContenderProcess.start(contender, aws.environment(candidates), plan.jvmOptions())) {
                arrivals.await(1, LONGEST_WAIT);
                long[] insertedAt = insert(candidates);
                arrivals.await(insertedAt.length, LONGEST_WAIT);
                process.stop();
                List<Double> waits = waitsMs(insertedAt, arrivals);
                measurements.add(p50, contender, Quantiles.of(waits, 0.50));
                measurements.add(p99, contender, Quantiles.of(waits, 0.99));
                measurements.add(unmailed, contender, insertedAt.length - arrivals.count());
            }
        });
    }

    /** Inserts the candidates after the first, whom the start-up waited for; returns when each was. */
    private long[] insert(Candidates candidates) throws InterruptedException {
        long[] insertedAt = new long[1 + (int) (WARM_UP.plus(plan.window()).toSeconds() * A_SECOND)];
        ScheduledExecutorService timer = Executors.newScheduledThreadPool(2);
        for (int i = 1; i < insertedAt.length; i++) {
            int number = i;
            timer.schedule(
                    () -> {
                        insertedAt[number] = System.nanoTime();
                        candidates.insert(number);
                    },
                    number * 1_000L / A_SECOND,
                    TimeUnit.MILLISECONDS);
        }
        timer.shutdown();
        if (!timer.awaitTermination(LONGEST_WAIT.toSeconds(), TimeUnit.SECONDS)) {
            throw new IllegalStateException("The candidates are not inserted in time");
        }
        return insertedAt;
    }

    private static List<Double> waitsMs(long[] insertedAt, Arrivals arrivals) {
        List<Double> waits = new ArrayList<>();
        for (int i = 1 + (int) WARM_UP.toSeconds() * A_SECOND; i < insertedAt.length; i++) {
            long from = insertedAt[i];
            arrivals.acceptedAt(i).ifPresent(at -> waits.add((at - from) / 1e6));
        }
        return waits;
    }
}
