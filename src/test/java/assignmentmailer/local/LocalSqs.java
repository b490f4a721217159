package assignmentmailer.local;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.util.Map;
import org.elasticmq.rest.sqs.SQSRestServer;
import org.elasticmq.rest.sqs.SQSRestServerBuilder;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/** An SQS on this machine, ElasticMQ run in this JVM behind a server that records calls; it forgets everything when closed. */
public final class LocalSqs implements AutoCloseable {
    private static final String HOST = InetAddress.getLoopbackAddress().getHostAddress();

    private final SQSRestServer server;
    private final Forwarding forwarding;
    private final LocalHttpServer front;
    private final SqsClient client;
    private volatile AwsCalls calls = new AwsCalls();

    private LocalSqs(int port) {
        // first, for the port may be taken
        front = LocalHttpServer.start(port, this::handle);
        server = SQSRestServerBuilder.withInterface(HOST).withPort(0).start();
        URI behind = URI.create("http://" + HOST + ":"
                + server.waitUntilStarted().localAddress().getPort());
        forwarding = new Forwarding(behind);
        client = SqsClient.builder()
                .endpointOverride(behind)
                .region(Region.of(EmbeddedAws.REGION))
                .credentialsProvider(StaticCredentialsProvider.create(
                        AwsBasicCredentials.create(EmbeddedAws.ACCESS_KEY, EmbeddedAws.SECRET_KEY)))
                .build();
    }

    /**
     * Starts one.
     *
     * @param port 0 for a free one
     * @throws PortTakenException when the port is in use
     */
    public static LocalSqs start(int port) {
        return new LocalSqs(port);
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] request = exchange.getRequestBody().readAllBytes();
            calls.sqs(exchange.getRequestHeaders().getFirst("X-Amz-Target"), request);
            forwarding.forward(exchange, request);
        }
    }

    /** Records calls there from now on. */
    void record(AwsCalls calls) {
        this.calls = calls;
    }

    public URI endpoint() {
        return front.address();
    }

    /** A client of it, whose calls are not recorded; closed with it. */
    public SqsClient client() {
        return client;
    }

    /** Creates a queue and returns its URL. */
    public String create(String queue, Map<QueueAttributeName, String> attributes) {
        return client.createQueue(create -> create.queueName(queue).attributes(attributes))
                .queueUrl();
    }

    /** Creates a queue whose messages go to a new dead-letter queue once received too often, and returns its URL. */
    public String createWithDeadLetters(String queue, String deadLetters, int mostReceives) {
        String url = create(deadLetters, Map.of());
        return create(
                queue,
                Map.of(
                        QueueAttributeName.REDRIVE_POLICY,
                        "{\"deadLetterTargetArn\":\"%s\",\"maxReceiveCount\":%d}"
                                .formatted(attribute(url, QueueAttributeName.QUEUE_ARN), mostReceives)));
    }

    /** Puts a message into a queue. */
    public void put(String url, String body) {
        client.sendMessage(send -> send.queueUrl(url).messageBody(body));
    }

    /** Returns one attribute of a queue. */
    public String attribute(String url, QueueAttributeName name) {
        return client.getQueueAttributes(get -> get.queueUrl(url).attributeNames(name))
                .attributes()
                .get(name);
    }

    /** Returns the number of messages in a queue, received ones included. */
    public int size(String url) {
        Map<QueueAttributeName, String> attributes = client.getQueueAttributes(get -> get.queueUrl(url)
                        .attributeNames(
                                QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES,
                                QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES_NOT_VISIBLE))
                .attributes();
        return attributes.values().stream().mapToInt(Integer::parseInt).sum();
    }

    @Override
    public void close() {
        front.close();
        client.close();
        server.stopAndWait();
    }
}
