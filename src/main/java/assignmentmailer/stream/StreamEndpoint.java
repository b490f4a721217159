package assignmentmailer.stream;

import assignmentmailer.aws.AwsHttpClients;
import assignmentmailer.aws.LastingHttpClient;
import java.net.URI;
import java.time.Duration;
import org.apache.camel.Consumer;
import org.apache.camel.Processor;
import org.apache.camel.component.aws.common.AwsClientBuilderUtil;
import org.apache.camel.component.aws2.ddbstream.Ddb2StreamConfiguration;
import org.apache.camel.component.aws2.ddbstream.Ddb2StreamEndpoint;
import org.apache.camel.spi.UriEndpoint;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.client.builder.SdkSyncClientBuilder;
import software.amazon.awssdk.retries.DefaultRetryStrategy;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.DynamoDbClientBuilder;
import software.amazon.awssdk.services.dynamodb.streams.DynamoDbStreamsClient;
import software.amazon.awssdk.services.dynamodb.streams.DynamoDbStreamsServiceClientConfiguration;

/** Camel's endpoint of the same URI, with this package's consumer and suitable clients. */
@UriEndpoint(
        firstVersion = "3.1.0",
        scheme = "aws2-ddbstream",
        title = "AWS DynamoDB Streams",
        consumerOnly = true,
        syntax = "aws2-ddbstream:tableName")
final class StreamEndpoint extends Ddb2StreamEndpoint {
    private static final Duration LONGEST_CALL = Duration.ofSeconds(20);
    private static final Duration LONGEST_TABLE_CALL = Duration.ofSeconds(8);

    private final StreamComponent component;
    private @Nullable DynamoDbStreamsClient ownStreams;
    private @Nullable DynamoDbClient ownDynamoDb;

    StreamEndpoint(String uri, Ddb2StreamConfiguration configuration, StreamComponent component) {
        super(uri, configuration, component);
        this.component = component;
    }

    @Override
    public StreamComponent getComponent() {
        return component;
    }

    @Override
    public Consumer createConsumer(Processor processor) throws Exception {
        StreamConsumer consumer = new StreamConsumer(this, processor);
        configureConsumer(consumer);
        return consumer;
    }

    @Override
    public void doStart() throws Exception {
        if (getConfiguration().getAmazonDynamoDbStreamsClient() == null || namesItsOwnAws()) {
            ownStreams = newStreamsClient();
            getConfiguration().setAmazonDynamoDbStreamsClient(ownStreams);
        }
        super.doStart();
    }

    @Override
    public void doStop() throws Exception {
        super.doStop();
        if (ownStreams != null) {
            getConfiguration().setAmazonDynamoDbStreamsClient(null);
            ownStreams.close();
            ownStreams = null;
        }
        if (ownDynamoDb != null) {
            ownDynamoDb.close();
            ownDynamoDb = null;
        }
    }

    /**
     * Returns the client for tables, configured like the client for streams: same region, credentials and address. A
     * client in the registry is used only when the endpoint configures none of these.
     */
    DynamoDbClient dynamoDb() {
        DynamoDbClient registered = getCamelContext().getRegistry().findSingleByType(DynamoDbClient.class);
        if (registered != null && !namesItsOwnAws()) {
            return registered;
        }
        if (ownDynamoDb == null) {
            ownDynamoDb = newTableClient();
        }
        return ownDynamoDb;
    }

    private DynamoDbClient newTableClient() {
        DynamoDbStreamsClient given = getConfiguration().getAmazonDynamoDbStreamsClient();
        if (given != null && given != ownStreams) {
            return likeTheGiven(given.serviceClientConfiguration());
        }
        return AwsClientBuilderUtil.buildClient(forTables(), DynamoDbClient::builder, builder -> throughProxy(builder)
                .overrideConfiguration(override -> override.apiCallTimeout(LONGEST_TABLE_CALL)));
    }

    private DynamoDbClient likeTheGiven(DynamoDbStreamsServiceClientConfiguration given) {
        DynamoDbClientBuilder builder = throughProxy(DynamoDbClient.builder())
                .region(given.region())
                .credentialsProvider(given.credentialsProvider())
                .overrideConfiguration(override -> override.apiCallTimeout(LONGEST_TABLE_CALL));
        given.endpointOverride().map(StreamEndpoint::addressOfTables).ifPresent(builder::endpointOverride);
        return builder.build();
    }

    private boolean namesItsOwnAws() {
        Ddb2StreamConfiguration named = getConfiguration();
        return named.getRegion() != null
                || named.isOverrideEndpoint()
                || named.getAccessKey() != null
                || Boolean.TRUE.equals(named.isUseProfileCredentialsProvider());
    }

    /** Replaces the address of DynamoDB Streams, which does not serve tables, by that of DynamoDB. */
    private Ddb2StreamConfiguration forTables() {
        Ddb2StreamConfiguration tables = getConfiguration().copy();
        if (tables.isOverrideEndpoint() && tables.getUriEndpointOverride() != null) {
            tables.setUriEndpointOverride(
                    addressOfTables(URI.create(tables.getUriEndpointOverride())).toString());
        }
        return tables;
    }

    private static URI addressOfTables(URI address) {
        return URI.create(address.toString().replaceFirst("//streams\\.dynamodb", "//dynamodb"));
    }

    /** Creates a client without retries: the reader retries, without blocking a thread meanwhile. */
    private DynamoDbStreamsClient newStreamsClient() {
        return AwsClientBuilderUtil.buildClient(
                getConfiguration(), DynamoDbStreamsClient::builder, builder -> throughProxy(builder)
                        .overrideConfiguration(override -> override.apiCallTimeout(LONGEST_CALL)
                                .retryStrategy(DefaultRetryStrategy.doNotRetry())));
    }

    /** Applies the environment's proxy, unless the endpoint's own options configure the connection. */
    private <B extends SdkSyncClientBuilder<B, ?>> B throughProxy(B builder) {
        boolean hasOwn =
                getConfiguration().getProxyHost() != null || getConfiguration().isTrustAllCertificates();
        return hasOwn ? builder : builder.httpClientBuilder(LastingHttpClient.builder(AwsHttpClients.builder()));
    }
}
