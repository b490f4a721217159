package assignmentmailer.local;

import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/** The AWS that the service needs, in this JVM: DynamoDB Local with a candidates table, and a local SES. */
public final class EmbeddedAws implements AutoCloseable {
    static final String REGION = "us-east-1";
    static final String ACCESS_KEY = "local";
    static final String SECRET_KEY = "local";

    private final LocalDynamoDb dynamoDb;
    private final DynamoDbClient client;
    private final CandidatesTable candidates;
    private final LocalSes ses;

    private EmbeddedAws(LocalDynamoDb dynamoDb, LocalSes ses) {
        this.dynamoDb = dynamoDb;
        this.client = DynamoDbClient.builder()
                .endpointOverride(dynamoDb.endpoint())
                .region(Region.of(REGION))
                .credentialsProvider(
                        StaticCredentialsProvider.create(AwsBasicCredentials.create(ACCESS_KEY, SECRET_KEY)))
                .build();
        this.candidates = CandidatesTable.in(client);
        this.ses = ses;
    }

    /** Starts a transient instance on free ports; its data is lost when closed. */
    public static EmbeddedAws inMemory() {
        return new EmbeddedAws(LocalDynamoDb.inMemory(), LocalSes.start(ReceivedMails.inMemory()));
    }

    /**
     * Starts a persistent instance, whose tables, streams and mails survive restarts.
     *
     * @param directory the data directory, created when missing
     * @param dynamoDbPort the port of DynamoDB Local, 0 for a free one
     * @param ses with a mailbox in {@link #mails}
     * @throws PortTakenException when the port is in use
     */
    static EmbeddedAws onDisk(Path directory, int dynamoDbPort, LocalSes ses) {
        return new EmbeddedAws(LocalDynamoDb.onDisk(directory.resolve("dynamodb"), dynamoDbPort), ses);
    }

    /** The mails in the directory of an embedded AWS. */
    static ReceivedMails mails(Path directory) {
        return ReceivedMails.on(directory.resolve("mails"));
    }

    public URI dynamoDbEndpoint() {
        return dynamoDb.endpoint();
    }

    /** Returns a client of the embedded DynamoDB, closed together with it. */
    public DynamoDbClient dynamoDb() {
        return client;
    }

    public CandidatesTable candidates() {
        return candidates;
    }

    public LocalSes ses() {
        return ses;
    }

    /** Returns the mails accepted by the local SES. */
    public ReceivedMails mailbox() {
        return ses.mailbox();
    }

    /** Returns the environment variables that connect a process to this AWS. */
    public Map<String, String> environment() {
        return Map.of(
                "AWS_REGION", REGION,
                "AWS_ACCESS_KEY_ID", ACCESS_KEY,
                "AWS_SECRET_ACCESS_KEY", SECRET_KEY,
                "AWS_ENDPOINT_URL", dynamoDbEndpoint().toString(),
                "AWS_ENDPOINT_URL_SES", ses.endpoint().toString());
    }

    /**
     * Returns the system properties that connect the SDK in this JVM to this AWS, regardless of environment and
     * profile. Each service's endpoint is set, since AWS_ENDPOINT_URL_DYNAMODB, for example, would override a common
     * one.
     */
    public Map<String, String> systemProperties() {
        String dynamoDbEndpoint = dynamoDbEndpoint().toString();
        return new TreeMap<>(Map.of(
                "aws.region", REGION,
                "aws.accessKeyId", ACCESS_KEY,
                "aws.secretAccessKey", SECRET_KEY,
                "aws.endpointUrl", dynamoDbEndpoint,
                "aws.endpointUrlDynamoDb", dynamoDbEndpoint,
                "aws.endpointUrlDynamoDbStreams", dynamoDbEndpoint,
                "aws.endpointUrlSes", ses.endpoint().toString()));
    }

    @Override
    public void close() {
        ses.close();
        client.close();
        dynamoDb.close();
    }
}
