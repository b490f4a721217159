package assignmentmailer.bench;

import assignmentmailer.local.EmbeddedAws;
import assignmentmailer.local.SesQuota;
import assignmentmailer.state.StateTable;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/** The AWS in this JVM that all contenders work with. */
final class Aws implements AutoCloseable {
    /** Never what holds a contender back. */
    private static final SesQuota AMPLE = new SesQuota(100_000, -1);

    private final EmbeddedAws embedded = EmbeddedAws.inMemory();
    private int tables;

    Aws() {
        embedded.ses().quota(AMPLE);
    }

    /** A new table without candidates. */
    Candidates newCandidates() {
        return Candidates.create(embedded.dynamoDb(), "candidates-" + tables++);
    }

    /** Notes the mails from now on, and no longer those of before. */
    Arrivals arrivals(Duration latency) {
        Arrivals arrivals = new Arrivals(latency);
        embedded.ses().fault(arrivals);
        return arrivals;
    }

    URI dynamoDbEndpoint() {
        return embedded.dynamoDbEndpoint();
    }

    URI sesEndpoint() {
        return embedded.ses().endpoint();
    }

    /** The environment in which a contender mails these candidates, of whom it has mailed none before. */
    Map<String, String> environment(Candidates candidates) {
        Map<String, String> environment = new HashMap<>(embedded.environment());
        environment.put("CANDIDATES_TABLE", candidates.table());
        environment.put("STATE_TABLE", newStateTable());
        environment.put("MAIL_CONCURRENCY", "64");
        environment.put("MAIL_FROM", "jobs@example.com");
        environment.put("MAIL_REPLY_TO", "hr@example.com");
        return environment;
    }

    /** There already, as at every start of a service but the first. */
    private String newStateTable() {
        String name = "state-" + tables++;
        new StateTable(embedded.dynamoDb(), name).createIfMissing();
        return name;
    }

    @Override
    public void close() {
        embedded.close();
    }
}
