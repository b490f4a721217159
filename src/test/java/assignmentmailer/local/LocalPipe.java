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
import software.amazon.awssdk.services.dynamodb.model.Record;

/**
 * A pipe of EventBridge Pipes: reads the stream of the candidates table, and puts the record of each insert into a queue.
 *
 * <p>A record counts as read once the queue is empty: the embedded queue forgets its messages when it ends, and the next
 * start puts those into it again that were not done.
 */
final class LocalPipe implements AutoCloseable {
    private static final JsonMapper JSON = new JsonMapper();
    private static final String CHECKPOINTS = "local-pipe";

    /** The most records that wait for the queue to be empty. */
    private static final int IN_FLIGHT = 100;

    private static final long POLL_MS = 500;

    private final CamelContext context;

    private LocalPipe(CamelContext context) {
        this.context = context;
    }

    /** Starts a pipe to an existing queue. */
    static LocalPipe start(EmbeddedAws aws, String queue) {
        CamelContext context = new DefaultCamelContext();
        context.getCamelContextExtension().setName(CHECKPOINTS);
        StreamComponent stream = new StreamComponent();
        stream.setStateTable(CHECKPOINTS);
        stream.setConcurrency(IN_FLIGHT);
        context.addComponent("aws2-ddbstream", stream);
        context.getRegistry().bind("dynamoDb", aws.dynamoDb());
        context.getRegistry().bind("streams", aws.streams());
        context.getRegistry().bind("sqs", aws.sqs().client());
        // what is in flight at a stop is put into the queue by the next start
        context.getShutdownStrategy().setTimeout(1);
        String source = aws.candidates().streamArn();
        String url = aws.sqs().client().getQueueUrl(get -> get.queueName(queue)).queueUrl();
        try {
            // no subclass of RouteBuilder, which the service's package scan would take for its own
            RouteBuilder.addRoutes(context, routes -> routes.from("aws2-ddbstream:" + CandidatesTable.NAME
                            + "?streamIteratorType=FROM_START&amazonDynamoDbStreamsClient=#streams")
                    .routeId("pipe")
                    .filter(routes.simple("${body.eventNameAsString} == 'INSERT'"))
                    .process(exchange -> addSource(exchange.getMessage(), source))
                    .to("aws2-sqs:" + queue + "?amazonSQSClient=#sqs")
                    .loopDoWhile(exchange -> aws.sqs().size(url) > 0)
                    .delay(POLL_MS)
                    .asyncDelayed());
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

    /** Returns whether the queue's readers are done with each record that was read. */
    boolean isDone() {
        return context.getInflightRepository().size() == 0;
    }

    @Override
    public void close() {
        context.stop();
    }
}
