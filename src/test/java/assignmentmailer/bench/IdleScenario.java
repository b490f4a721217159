package assignmentmailer.bench;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/** What a contender takes while there is nothing to do, some seconds after it mailed one candidate. */
final class IdleScenario {
    private static final String NAME = "idle";
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(60);
    private static final Duration SETTLING = Duration.ofSeconds(5);
    private static final double HOUR_S = 3_600;

    private final Aws aws;
    private final Plan plan;
    private final Measurements measurements;

    IdleScenario(Aws aws, Plan plan, Measurements measurements) {
        this.aws = aws;
        this.plan = plan;
        this.measurements = measurements;
    }

    void run() throws Exception {
        Metric cpu = new Metric(NAME, "CPU seconds an hour", Target.atMost(0.01 * HOUR_S));
        Metric calls = new Metric(NAME, "API calls an hour");
        Metric rate = new Metric(NAME, "calls a second and shard", Target.atMost(5));
        Metric memory = new Metric(NAME, "resident memory MB", Target.atMost(1.2, Contender.STOCK));
        Candidates candidates = aws.newCandidates();
        candidates.insert(0);
        Rounds.interleave(NAME, plan, contender -> {
            Arrivals arrivals = aws.arrivals(Duration.ZERO);
            try (CallCounter dynamoDb = new CallCounter(aws.dynamoDbEndpoint());
                    CallCounter ses = new CallCounter(aws.sesEndpoint())) {
                Map<String, String> environment = new HashMap<>(aws.environment(candidates));
                environment.put("AWS_ENDPOINT_URL", dynamoDb.address().toString());
                environment.put("AWS_ENDPOINT_URL_SES", ses.address().toString());
                try (ContenderProcess process = ContenderProcess.start(contender, environment, plan.jvmOptions())) {
                    arrivals.await(1, LONGEST_WAIT);
                    Thread.sleep(SETTLING.toMillis());
                    long start = System.nanoTime();
                    Duration cpuBefore = process.cpu();
                    int callsBefore = dynamoDb.calls() + ses.calls();
                    Thread.sleep(plan.window().toMillis());
                    double seconds = (System.nanoTime() - start) / 1e9;
                    double cpuSeconds = process.cpu().minus(cpuBefore).toMillis() / 1e3;
                    int callCount = dynamoDb.calls() + ses.calls() - callsBefore;
                    measurements.add(cpu, contender, cpuSeconds / seconds * HOUR_S);
                    measurements.add(calls, contender, callCount / seconds * HOUR_S);
                    measurements.add(rate, contender, callCount / seconds);
                    process.residentMemory().ifPresent(bytes -> measurements.add(memory, contender, bytes / 1e6));
                    process.stop();
                }
            }
        });
    }
}
