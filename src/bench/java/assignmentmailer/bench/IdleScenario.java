package assignmentmailer.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Measures idle contenders, long after each has mailed one candidate, when its recurring code is compiled. All
 * contenders are idle concurrently, and stay idle across rounds.
 */
final class IdleScenario {
    private static final Logger LOG = LoggerFactory.getLogger(IdleScenario.class);
    private static final String NAME = "idle";
    private static final Duration SETTLING = Duration.ofSeconds(120);

    /** Long enough for CPU time with a resolution of a hundredth of a second. */
    private static final Duration ROUND = Duration.ofSeconds(15);

    private static final double HOUR_S = 3_600;

    private final Metric cpu = new Metric(NAME, "CPU seconds an hour", Target.atMost(0.01 * HOUR_S));
    private final Metric calls = new Metric(NAME, "API calls an hour");
    private final Metric rate = new Metric(NAME, "calls a second and shard", Target.atMost(5));
    private final Metric memory = new Metric(NAME, "resident memory MB", Target.atMost(1.2, Contender.STOCK));
    private final Aws aws;
    private final Plan plan;
    private final Measurements measurements;

    IdleScenario(Aws aws, Plan plan, Measurements measurements) {
        this.aws = aws;
        this.plan = plan;
        this.measurements = measurements;
    }

    void run() throws Exception {
        Candidates candidates = aws.newCandidates();
        candidates.insert(0);
        aws.arrivals(Duration.ZERO);
        List<Idler> idlers = new ArrayList<>();
        try {
            for (Contender contender : Contender.values()) {
                idlers.add(start(contender, candidates));
            }
            LOG.info("{}: all contenders settle", NAME);
            // nothing happens that could be awaited: idleness is what is measured
            Thread.sleep(SETTLING.toMillis());
            for (int round = 1; round <= plan.rounds(); round++) {
                LOG.info("{}: round {} of {}, all contenders", NAME, round, plan.rounds());
                idlers.forEach(Idler::begin);
                Thread.sleep(ROUND.toMillis());
                for (Idler idler : idlers) {
                    measure(idler);
                }
            }
        } finally {
            idlers.forEach(Idler::close);
        }
    }

    private Idler start(Contender contender, Candidates candidates) throws IOException {
        CallCounter dynamoDb = new CallCounter(aws.dynamoDbEndpoint());
        CallCounter ses = new CallCounter(aws.sesEndpoint());
        Map<String, String> environment = new HashMap<>(aws.environment(candidates));
        environment.put("AWS_ENDPOINT_URL", dynamoDb.address().toString());
        environment.put("AWS_ENDPOINT_URL_SES", ses.address().toString());
        return new Idler(contender, dynamoDb, ses, ContenderProcess.start(contender, environment, plan.jvmOptions()));
    }

    private void measure(Idler idler) throws IOException {
        double seconds = (System.nanoTime() - idler.start) / 1e9;
        int callCount = idler.calls() - idler.callsBefore;
        double cpuSeconds = idler.process.cpu().minus(idler.cpuBefore).toMillis() / 1e3;
        measurements.add(cpu, idler.contender, cpuSeconds / seconds * HOUR_S);
        measurements.add(calls, idler.contender, callCount / seconds * HOUR_S);
        measurements.add(rate, idler.contender, callCount / seconds);
        idler.process.residentMemory().ifPresent(bytes -> measurements.add(memory, idler.contender, bytes / 1e6));
    }

    /** An idle contender with its figures at the beginning of the measurement. */
    private static final class Idler implements AutoCloseable {
        private final Contender contender;
        private final CallCounter dynamoDb;
        private final CallCounter ses;
        private final ContenderProcess process;
        private long start;
        private int callsBefore;
        private Duration cpuBefore = Duration.ZERO;

        Idler(Contender contender, CallCounter dynamoDb, CallCounter ses, ContenderProcess process) {
            this.contender = contender;
            this.dynamoDb = dynamoDb;
            this.ses = ses;
            this.process = process;
        }

        void begin() {
            start = System.nanoTime();
            callsBefore = calls();
            cpuBefore = process.cpu();
        }

        int calls() {
            return dynamoDb.calls() + ses.calls();
        }

        @Override
        public void close() {
            process.close();
            dynamoDb.close();
            ses.close();
        }
    }
}
