package assignmentmailer.stream;

import java.util.Map;
import org.apache.camel.BindToRegistry;
import org.apache.camel.Endpoint;
import org.apache.camel.component.aws2.ddbstream.Ddb2StreamComponent;
import org.apache.camel.component.aws2.ddbstream.Ddb2StreamConfiguration;
import org.apache.camel.spi.annotations.Component;

/** Takes the place of Camel's component of the same name, with all its options and a few more. */
@Component("aws2-ddbstream")
@BindToRegistry("aws2-ddbstream")
public final class StreamComponent extends Ddb2StreamComponent {
    /** The most that one call gives. */
    private static final int LARGEST_PAGE = 1_000;

    private final Timings timings;
    private String stateTable = "assignment-mailer-state";
    private int concurrency = 16;

    public StreamComponent() {
        this(Timings.DEFAULT);
    }

    StreamComponent(Timings timings) {
        this.timings = timings;
        getConfiguration().setMaxResultsPerRequest(LARGEST_PAGE);
    }

    @Override
    protected Endpoint createEndpoint(String uri, String remaining, Map<String, Object> parameters) throws Exception {
        if (remaining == null || remaining.isBlank()) {
            throw new IllegalArgumentException("Table name must be specified.");
        }
        Ddb2StreamConfiguration copy = getConfiguration().copy();
        copy.setTableName(remaining);
        StreamEndpoint endpoint = new StreamEndpoint(uri, copy, this);
        setProperties(endpoint, parameters);
        return endpoint;
    }

    Timings timings() {
        return timings;
    }

    public String getStateTable() {
        return stateTable;
    }

    /** The service's own table, in which checkpoints are kept; created where it is missing. */
    public void setStateTable(String stateTable) {
        this.stateTable = stateTable;
    }

    public int getConcurrency() {
        return concurrency;
    }

    /** How many exchanges are in flight at once, 1 or more. */
    public void setConcurrency(int concurrency) {
        if (concurrency < 1) {
            throw new IllegalArgumentException("concurrency is " + concurrency + " and must be 1 or more");
        }
        this.concurrency = concurrency;
    }
}
