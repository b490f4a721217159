package assignmentmailer.bench;

import java.time.Duration;

/** Measures throughput on a backlog, and the contender's own CPU time, since the embedded AWS may be the bottleneck. */
final class BacklogScenario {
    private static final Duration SES_LATENCY = Duration.ofMillis(50);
    private static final Duration LONGEST_START = Duration.ofSeconds(60);
    static final Duration WARM_UP = Duration.ofSeconds(6);

    private final Aws aws;
    private final Plan plan;
    private final Measurements measurements;

    BacklogScenario(Aws aws, Plan plan, Measurements measurements) {
        this.aws = aws;
        this.plan = plan;
        this.measurements = measurements;
    }

    /** A backlog of inserts only. */
    void ofInserts() throws Exception {
        String scenario = "backlog of inserts";
        run(
                scenario,
                "mail",
                plan.backlog(),
                0,
                new Target[] {Target.atLeast(0.90, Contender.BARE), Target.atLeast(15, Contender.STOCK)},
                new Target[] {Target.atMost(2, Contender.BARE)});
    }

    /** A backlog in which one record of twenty is an insert, the others changes. */
    void ofChanges() throws Exception {
        run(
                "backlog, 95 % of it changes",
                "record", plan.backlog() / 4, 19, new Target[] {Target.atLeast(0.80, Contender.BARE)}, new Target[] {});
    }

    private void run(String scenario, String unit, int inserts, int changesEach, Target[] speed, Target[] cost)
            throws Exception {
        Candidates candidates = aws.newCandidates();
        candidates.insert(inserts, changesEach);
        Metric rate = new Metric(scenario, unit + "s a second", speed);
        Metric cpu = new Metric(scenario, "CPU ms a " + unit, cost);
        Metric arrived = new Metric(scenario, "mails that arrived");
        Metric missing = new Metric(scenario, "mails left out");
        Metric repeated = new Metric(scenario, "mails sent twice");
        Rounds.interleave(scenario, plan, contender -> {
            Arrivals arrivals = aws.arrivals(SES_LATENCY);
            try (ContenderProcess process =
                    ContenderProcess.start(contender, aws.environment(candidates), plan.jvmOptions())) {
                if (!arrivals.await(1, LONGEST_START)) {
                    throw new IllegalStateException("Nothing mailed by " + contender.title());
                }
                arrivals.await(inserts, WARM_UP);
                Progress from = Progress.of(process, arrivals);
                arrivals.await(inserts, plan.window());
                Progress to = Progress.of(process, arrivals);
                process.stop();
                double records = (to.mails() - from.mails()) * (1.0 + changesEach);
                measurements.add(rate, contender, records / to.secondsSince(from));
                measurements.add(cpu, contender, to.cpuMsSince(from) / records);
                measurements.add(arrived, contender, arrivals.count());
                measurements.add(missing, contender, arrivals.missing());
                measurements.add(repeated, contender, arrivals.repeated());
            }
        });
    }

    /** A contender's progress and CPU time. */
    private record Progress(long nanos, int mails, Duration cpu) {
        static Progress of(ContenderProcess process, Arrivals arrivals) {
            return new Progress(System.nanoTime(), arrivals.count(), process.cpu());
        }

        double secondsSince(Progress earlier) {
            return (nanos - earlier.nanos) / 1e9;
        }

        double cpuMsSince(Progress earlier) {
            return cpu.minus(earlier.cpu).toNanos() / 1e6;
        }
    }
}
