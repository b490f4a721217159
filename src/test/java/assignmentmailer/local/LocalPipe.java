package assignmentmailer.local;

import assignmentmailer.record.RecordJson;
import assignmentmailer.stream.StreamComponent;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.camel.CamelContext;
import org.apache.camel.InvalidPayloadException;
import org.apache.camel.Message;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.Record;
import software.amazon.awssdk.services.dynamodb.model.ResourceNotFoundException;

/**
 * A pipe of EventBridge Pipes: reads the stream of the candidates table, and puts the record of each insert into a queue.
 *
 * <p>A start begins with the stream's oldest record, since the embedded queue has forgotten its messages.
 */
final class LocalPipe implements AutoCloseable {
    private static final JsonMapper JSON = new JsonMapper();
    private static final String CHECKPOINTS = "local-pipe";

    private final CamelContext context;

    private LocalPipe(CamelContext context) {
        this.context = context;
    }

    /** Starts a pipe to an existing queue. */
    static LocalPipe start(EmbeddedAws aws, String queue) {
        forgetCheckpoints(aws.dynamoDb());
        CamelContext context = new DefaultCamelContext();
        context.getCamelContextExtension().setName(CHECKPOINTS);
        StreamComponent stream = new StreamComponent();
        stream.setStateTable(CHECKPOINTS);
        context.addComponent("aws2-ddbstream", stream);
        context.getRegistry().bind("dynamoDb", aws.dynamoDb());
        context.getRegistry().bind("streams", aws.streams());
        context.getRegistry().bind("sqs", aws.sqs().client());
        String source = aws.candidates().streamArn();
        try {
            // no subclass of RouteBuilder, which the service's package scan would take for its own
            RouteBuilder.addRoutes(context, routes -> routes.from("aws2-ddbstream:" + CandidatesTable.NAME
                            + "?streamIteratorType=FROM_START&amazonDynamoDbStreamsClient=#streams")
                    .routeId("pipe")
                    .filter(routes.simple("${body.eventNameAsString} == 'INSERT'"))
                    .process(exchange -> addSource(exchange.getMessage(), source))
                    .to("aws2-sqs:" + queue + "?amazonSQSClient=#sqs"));
            context.start();
        } catch (Exception e) {
            throw new IllegalStateException("The pipe does not start", e);
        }
        return new LocalPipe(context);
    }

    /** Writes a record as JSON that says which stream it is of, as the record itself does not. */
    private static void addSource(Message message, String stream)
            throws InvalidPayloadException, JsonProcessingException {
        Map<String, Object> json = new LinkedHashMap<>(RecordJson.toMap(message.getMandatoryBody(Record.class)));
        json.put("eventSourceARN", stream);
        message.setBody(JSON.writeValueAsString(json));
    }

    private static void forgetCheckpoints(DynamoDbClient dynamoDb) {
        try {
            dynamoDb.deleteTable(delete -> delete.tableName(CHECKPOINTS));
        } catch (ResourceNotFoundException none) {
            // nothing to forget
        }
    }

    @Override
    public void close() {
        context.stop();
    }
}
