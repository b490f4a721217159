package assignmentmailer.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.client.config.ClientOverrideConfiguration;
import software.amazon.awssdk.identity.spi.AwsSessionCredentialsIdentity;
import software.amazon.awssdk.identity.spi.Identity;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.retries.api.RetryStrategy;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.DynamoDbServiceClientConfiguration;
import software.amazon.awssdk.services.dynamodb.streams.DynamoDbStreamsClient;

/** Each option of Camel's endpoint is honoured, or refused with one line that names the option. */
class StreamEndpointTest {
    private static final String KEYS = "&accessKey=a&secretKey=b";

    private final DefaultCamelContext context = new DefaultCamelContext();

    @BeforeEach
    void addComponent() {
        context.disableJMX();
        context.addComponent("aws2-ddbstream", new StreamComponent());
    }

    @AfterEach
    void stop() {
        context.stop();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "backoffErrorThreshold=1",
                "backoffIdleThreshold=1",
                "backoffMultiplier=2",
                "delay=60000",
                "greedy=true",
                "initialDelay=0",
                "pollStrategy=#x",
                "repeatCount=1",
                "runLoggingLevel=INFO",
                "scheduledExecutorService=#x",
                "scheduler=spring",
                "scheduler.cron=x",
                "schedulerProperties=#x",
                "sendEmptyMessageWhenIdle=true",
                "startScheduler=false",
                "timeUnit=SECONDS",
                "useFixedDelay=true"
            })
    void anOptionOfAScheduleIsRefusedSinceNoneIsFollowed(String option) {
        assertThatThrownBy(() -> endpoint("?" + option + KEYS))
                .hasMessageContainingAll(option.replaceFirst("=.*", ""), "no schedule is followed");
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 0, 1_001, 5_000})
    void aPageOfASizeThatNoCallGivesIsRefused(int size) {
        assertThatThrownBy(() -> endpoint("?maxResultsPerRequest=" + size + KEYS))
                .hasMessageContainingAll("maxResultsPerRequest is " + size, "1 to 1000");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "?useDefaultCredentialsProvider=false",
                "?accessKey=a",
                "?secretKey=b",
                "?useSessionCredentials=true",
                "?useSessionCredentials=true&accessKey=a&secretKey=b"
            })
    void credentialsThatAreNotWholeAreRefused(String options) {
        assertThatThrownBy(() -> endpoint(options)).hasMessageContaining("must be specified");
    }

    @Test
    void bothClientsTakeTheSessionOfTheEndpoint() {
        StreamEndpoint endpoint = started("?region=eu-west-3&useSessionCredentials=true&sessionToken=t" + KEYS);

        assertThat(identity(tables(endpoint)))
                .isInstanceOfSatisfying(
                        AwsSessionCredentialsIdentity.class,
                        session -> assertThat(session.sessionToken()).isEqualTo("t"));
        assertThat(tables(endpoint).region()).isEqualTo(Region.EU_WEST_3);
        assertThat(endpoint.getClient().serviceClientConfiguration().region()).isEqualTo(Region.EU_WEST_3);
    }

    @Test
    void aClientForAnotherPurposeDoesNotReadTheTableOfAnEndpointThatNamesItsRegion() {
        context.getRegistry().bind("auditing", client(Region.US_EAST_1));

        assertThat(tables(started("?region=eu-west-3" + KEYS)).region()).isEqualTo(Region.EU_WEST_3);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "region=eu-west-3&useDefaultCredentialsProvider=true",
                "overrideEndpoint=true&uriEndpointOverride=http://localhost:1&useDefaultCredentialsProvider=true",
                "accessKey=a&secretKey=b",
                "useProfileCredentialsProvider=true&profileCredentialsName=some"
            })
    void neitherClientInTheRegistryIsUsedWhereTheEndpointNamesAnyOfItsAws(String options) {
        DynamoDbClient tables = client(Region.US_EAST_1);
        DynamoDbStreamsClient streams = streamsClient(Region.US_EAST_1);
        context.getRegistry().bind("tables", tables);
        context.getComponent("aws2-ddbstream", StreamComponent.class)
                .getConfiguration()
                .setAmazonDynamoDbStreamsClient(streams);

        StreamEndpoint endpoint = started("?" + options);

        assertThat(endpoint.dynamoDb()).isNotSameAs(tables);
        assertThat(endpoint.getClient()).isNotSameAs(streams);
    }

    /** The reader tries again itself, without a thread that waits, and no call outlasts the patience of the health checks. */
    @Test
    void noCallOfEitherClientTakesForEver() {
        StreamEndpoint endpoint = started("?region=eu-west-3" + KEYS);

        assertThat(tables(endpoint).overrideConfiguration().apiCallTimeout()).contains(Duration.ofSeconds(8));
        ClientOverrideConfiguration streams =
                endpoint.getClient().serviceClientConfiguration().overrideConfiguration();
        assertThat(streams.apiCallTimeout()).contains(Duration.ofSeconds(20));
        assertThat(streams.retryStrategy())
                .get()
                .extracting(RetryStrategy::maxAttempts)
                .isEqualTo(1);
    }

    @Test
    void fewerThanOneExchangeAtOnceIsRefused() {
        StreamComponent component = new StreamComponent();

        assertThatThrownBy(() -> component.setConcurrency(0)).hasMessageContaining("concurrency is 0");
    }

    @Test
    void asMuchAsACallGivesIsAskedForUnlessSaidOtherwise() {
        assertThat(endpoint("?region=eu-west-3" + KEYS).getConfiguration().getMaxResultsPerRequest())
                .isEqualTo(1_000);
    }

    @Test
    void aClientForAnotherPurposeDoesNotReadTheStreamOfAnEndpointThatNamesItsRegion() {
        StreamComponent component = context.getComponent("aws2-ddbstream", StreamComponent.class);
        component.getConfiguration().setAmazonDynamoDbStreamsClient(streamsClient(Region.US_EAST_1));

        StreamEndpoint endpoint = started("?region=eu-west-3" + KEYS);

        assertThat(endpoint.getClient().serviceClientConfiguration().region()).isEqualTo(Region.EU_WEST_3);
    }

    @Test
    void aClientInTheRegistryIsUsedWhereTheEndpointNamesNoAwsOfItsOwn() {
        DynamoDbClient bound = client(Region.US_EAST_1);
        context.getRegistry().bind("dynamoDb", bound);

        assertThat(endpoint("?useDefaultCredentialsProvider=true").dynamoDb()).isSameAs(bound);
    }

    @Test
    void theClientForTablesAgreesWithAClientForStreamsThatIsGiven() {
        context.getRegistry().bind("streams", streamsClient(Region.AP_SOUTH_1));

        StreamEndpoint endpoint = started("?amazonDynamoDbStreamsClient=#streams");

        assertThat(tables(endpoint).region()).isEqualTo(Region.AP_SOUTH_1);
        assertThat(identity(tables(endpoint)))
                .isInstanceOfSatisfying(AwsBasicCredentials.class, given -> assertThat(given.accessKeyId())
                        .isEqualTo("given"));
        assertThat(tables(endpoint).endpointOverride()).contains(URI.create("http://localhost:1"));
    }

    @Test
    void theAddressOfStreamsIsNotAskedForTables() {
        StreamEndpoint endpoint = started("?region=eu-west-3&overrideEndpoint=true"
                + "&uriEndpointOverride=https://streams.dynamodb.eu-west-3.amazonaws.com" + KEYS);

        assertThat(tables(endpoint).endpointOverride())
                .contains(URI.create("https://dynamodb.eu-west-3.amazonaws.com"));
    }

    @Test
    void aStoppedEndpointHasNoClientOpen() throws Exception {
        StreamEndpoint endpoint = started("?region=eu-west-3" + KEYS);
        DynamoDbStreamsClient streams = endpoint.getClient();
        DynamoDbClient tables = endpoint.dynamoDb();

        endpoint.stop();

        assertThatThrownBy(streams::listStreams).isInstanceOf(RejectedExecutionException.class);
        assertThatThrownBy(tables::listTables).isInstanceOf(RejectedExecutionException.class);
        assertThat(endpoint.getConfiguration().getAmazonDynamoDbStreamsClient()).isNull();
    }

    @Test
    void aStallThatIsToldAtOnceIsRefused() {
        StreamComponent component = new StreamComponent();

        assertThatThrownBy(() -> component.setStalledAfter(Duration.ofMillis(10)))
                .hasMessageContaining("stalledAfter");
    }

    private StreamEndpoint endpoint(String options) {
        return context.getEndpoint("aws2-ddbstream:candidates" + options, StreamEndpoint.class);
    }

    private StreamEndpoint started(String options) {
        StreamEndpoint endpoint = endpoint(options);
        endpoint.start();
        return endpoint;
    }

    private static DynamoDbServiceClientConfiguration tables(StreamEndpoint endpoint) {
        return endpoint.dynamoDb().serviceClientConfiguration();
    }

    private static Identity identity(DynamoDbServiceClientConfiguration client) {
        return client.credentialsProvider().resolveIdentity().join();
    }

    private static DynamoDbClient client(Region region) {
        return DynamoDbClient.builder()
                .region(region)
                .credentialsProvider(AnonymousCredentialsProvider.create())
                .build();
    }

    private static DynamoDbStreamsClient streamsClient(Region region) {
        return DynamoDbStreamsClient.builder()
                .region(region)
                .endpointOverride(URI.create("http://localhost:1"))
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("given", "b")))
                .build();
    }
}
