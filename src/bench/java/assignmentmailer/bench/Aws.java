package assignmentmailer.bench;

import assignmentmailer.local.EmbeddedAws;
import assignmentmailer.local.SesQuota;
import assignmentmailer.state.StateTable;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/** The embedded AWS in this JVM, used by all contenders. */
final class Aws implements AutoCloseable {
    /** A quota that limits no contender. */
    private static final SesQuota AMPLE = new SesQuota(100_000, -1);

    private final EmbeddedAws embedded = EmbeddedAws.inMemory();
    private int tables;

    Aws() {
        embedded.ses().quota(AMPLE);
    }

    /** Creates an empty candidates table. */
    Candidates newCandidates() {
        return Candidates.create(embedded.dynamoDb(), "candidates-" + tables++);
    }

    /** Starts a new record of arrivals. */
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

    /** Returns the environment for a contender that has not mailed any of these candidates. */
    Map<String, String> environment(Candidates candidates) {
        Map<String, String> environment = new HashMap<>(embedded.environment());
        environment.put("CANDIDATES_TABLE", candidates.table());
        environment.put("STATE_TABLE", newStateTable());
        environment.put("MAIL_CONCURRENCY", "64");
        environment.put("MAIL_FROM", "jobs@example.com");
        environment.put("MAIL_REPLY_TO", "hr@example.com");
        return environment;
    }

    /** The state table exists already, as at every start but the first. */
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
