package assignmentmailer.stream;

import assignmentmailer.stream.schedule.TimeSource;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.camel.BindToRegistry;
import org.apache.camel.Endpoint;
import org.apache.camel.component.aws2.ddbstream.Ddb2StreamComponent;
import org.apache.camel.component.aws2.ddbstream.Ddb2StreamConfiguration;
import org.apache.camel.spi.annotations.Component;

/** Replaces Camel's component of the same name; supports its options and adds a few. */
@Component("aws2-ddbstream")
@BindToRegistry("aws2-ddbstream")
public final class StreamComponent extends Ddb2StreamComponent {
    /**
     * The most records of <a
     * href="https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_streams_GetRecords.html">one GetRecords
     * call</a>.
     */
    private static final int LARGEST_PAGE = 1_000;

    /**
     * Options of Camel's scheduled consumers, which are refused: each shard is polled by its own pace, without a
     * schedule.
     */
    private static final Set<String> SCHEDULE = Set.of(
            "backoffErrorThreshold",
            "backoffIdleThreshold",
            "backoffMultiplier",
            "delay",
            "greedy",
            "initialDelay",
            "pollStrategy",
            "repeatCount",
            "runLoggingLevel",
            "scheduledExecutorService",
            "scheduler",
            "schedulerProperties",
            "sendEmptyMessageWhenIdle",
            "startScheduler",
            "timeUnit",
            "useFixedDelay");

    private final StreamTimings timings;
    private final TimeSource time;
    private String stateTable = "assignment-mailer-state";
    private int concurrency = 16;
    private Duration stalledAfter;

    public StreamComponent() {
        this(StreamTimings.DEFAULT, TimeSource.SYSTEM);
    }

    StreamComponent(StreamTimings timings, TimeSource time) {
        this.timings = timings;
        this.time = time;
        this.stalledAfter = timings.timeouts().stalled();
        getConfiguration().setMaxResultsPerRequest(LARGEST_PAGE);
    }

    @Override
    protected Endpoint createEndpoint(String uri, String remaining, Map<String, Object> parameters) throws Exception {
        if (remaining == null || remaining.isBlank()) {
            throw new IllegalArgumentException("Table name must be specified.");
        }
        refuseSchedule(parameters);
        Ddb2StreamConfiguration copy = getConfiguration().copy();
        copy.setTableName(remaining);
        StreamEndpoint endpoint = new StreamEndpoint(uri, copy, this);
        setProperties(endpoint, parameters);
        check(copy);
        return endpoint;
    }

    StreamTimings timings() {
        return timings;
    }

    TimeSource time() {
        return time;
    }

    public String getStateTable() {
        return stateTable;
    }

    /** The service's own table for checkpoints; created when missing. */
    public void setStateTable(String stateTable) {
        this.stateTable = stateTable;
    }

    public int getConcurrency() {
        return concurrency;
    }

    /** The most exchanges in flight, 1 or more. */
    public void setConcurrency(int concurrency) {
        if (concurrency < 1) {
            throw new IllegalArgumentException("concurrency is " + concurrency + " and must be 1 or more");
        }
        this.concurrency = concurrency;
    }

    public Duration getStalledAfter() {
        return stalledAfter;
    }

    /** The time after which an unacknowledged oldest record of a shard makes the consumer not ready, 1 s or more. */
    public void setStalledAfter(Duration stalledAfter) {
        if (stalledAfter.compareTo(Duration.ofSeconds(1)) < 0) {
            throw new IllegalArgumentException("stalledAfter is " + stalledAfter + " and must be 1 second or more");
        }
        this.stalledAfter = stalledAfter;
    }

    private static void refuseSchedule(Map<String, Object> parameters) {
        Set<String> refused = new TreeSet<>(parameters.keySet());
        refused.removeIf(option -> !SCHEDULE.contains(option) && !option.startsWith("scheduler."));
        if (!refused.isEmpty()) {
            throw new IllegalArgumentException(
                    "aws2-ddbstream does not support %s: each shard is polled by its own pace, and no schedule is followed"
                            .formatted(String.join(", ", refused)));
        }
    }

    private static void check(Ddb2StreamConfiguration configuration) {
        int page = configuration.getMaxResultsPerRequest();
        if (page < 1 || page > LARGEST_PAGE) {
            throw new IllegalArgumentException(
                    "maxResultsPerRequest is %d and must be 1 to %d".formatted(page, LARGEST_PAGE));
        }
        boolean provider = Boolean.TRUE.equals(configuration.isUseDefaultCredentialsProvider())
                || Boolean.TRUE.equals(configuration.isUseProfileCredentialsProvider());
        boolean keys = configuration.getAccessKey() != null && configuration.getSecretKey() != null;
        boolean session = !Boolean.TRUE.equals(configuration.isUseSessionCredentials())
                || configuration.getSessionToken() != null;
        if (configuration.getAmazonDynamoDbStreamsClient() == null && !provider && !(keys && session)) {
            throw new IllegalArgumentException(
                    "Credentials must be specified: useDefaultCredentialsProvider, useProfileCredentialsProvider, amazonDynamoDbStreamsClient, or accessKey and secretKey, with sessionToken where useSessionCredentials is set");
        }
    }
}
