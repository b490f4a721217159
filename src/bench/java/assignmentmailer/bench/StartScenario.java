package assignmentmailer.bench;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/** Measures the time from the start of the JVM to the first poll, and to the first mail. */
final class StartScenario {
    private static final String NAME = "start";
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(60);

    private final Aws aws;
    private final Plan plan;
    private final Measurements measurements;

    StartScenario(Aws aws, Plan plan, Measurements measurements) {
        this.aws = aws;
        this.plan = plan;
        this.measurements = measurements;
    }

    void run() throws Exception {
        Metric poll = new Metric(NAME, "seconds to the first poll", Target.atMost(1.3, Contender.STOCK));
        Metric mail = new Metric(NAME, "seconds to the first mail");
        Metric cpu = new Metric(NAME, "CPU seconds to the first mail");
        Candidates candidates = aws.newCandidates();
        candidates.insert(0);
        Rounds.interleave(NAME, plan, contender -> {
            Arrivals arrivals = aws.arrivals(Duration.ZERO);
            try (CallCounter counter = new CallCounter(aws.dynamoDbEndpoint())) {
                Map<String, String> environment = new HashMap<>(aws.environment(candidates));
                environment.put("AWS_ENDPOINT_URL", counter.address().toString());
                long start = System.nanoTime();
                try (ContenderProcess process = ContenderProcess.start(contender, environment, plan.jvmOptions())) {
                    long firstPoll = counter.awaitFirstPoll();
                    arrivals.await(1, LONGEST_WAIT);
                    measurements.add(poll, contender, (firstPoll - start) / 1e9);
                    measurements.add(mail, contender, (arrivals.last() - start) / 1e9);
                    measurements.add(cpu, contender, process.cpu().toMillis() / 1e3);
                    process.stop();
                }
            }
        });
    }
}
