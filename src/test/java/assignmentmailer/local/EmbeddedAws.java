package assignmentmailer.local;

import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/** All of AWS that the service needs, in this JVM: DynamoDB Local with a candidates table, a local SES, and a local S3. */
public final class EmbeddedAws implements AutoCloseable {
    static final String REGION = "us-east-1";
    static final String ACCESS_KEY = "local";
    static final String SECRET_KEY = "local";

    private final LocalDynamoDb dynamoDb;
    private final DynamoDbClient client;
    private final CandidatesTable candidates;
    private final LocalSes ses;

    /** Started when it is asked for: most tests need none. */
    private @Nullable LocalS3 s3;

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

    /** Starts one that forgets everything when closed, on free ports. */
    public static EmbeddedAws inMemory() {
        return new EmbeddedAws(LocalDynamoDb.inMemory(), LocalSes.start(ReceivedMails.inMemory()));
    }

    /**
     * Starts one that finds its tables, streams and mails again at the next start.
     *
     * @param directory where it keeps them, created when missing
     * @param dynamoDbPort the port of DynamoDB Local, 0 for a free one
     * @param ses with a mailbox in {@link #mails}
     * @param s3 of {@link #s3(Path, int)}, null for one that is asked for later and forgets everything
     * @throws PortTakenException when the port is in use
     */
    static EmbeddedAws onDisk(Path directory, int dynamoDbPort, LocalSes ses, @Nullable LocalS3 s3) {
        EmbeddedAws aws = new EmbeddedAws(LocalDynamoDb.onDisk(directory.resolve("dynamodb"), dynamoDbPort), ses);
        aws.s3 = s3;
        return aws;
    }

    /**
     * Starts the S3 in the directory of an embedded AWS.
     *
     * @throws PortTakenException when the port, 0 for a free one, is in use
     */
    static LocalS3 s3(Path directory, int port) {
        return LocalS3.onDisk(directory.resolve("s3"), port);
    }

    /** The mails in the directory of an embedded AWS. */
    static ReceivedMails mails(Path directory) {
        return ReceivedMails.on(directory.resolve("mails"));
    }

    public URI dynamoDbEndpoint() {
        return dynamoDb.endpoint();
    }

    /** A client of the embedded DynamoDB, closed with it. */
    public DynamoDbClient dynamoDb() {
        return client;
    }

    public CandidatesTable candidates() {
        return candidates;
    }

    public LocalSes ses() {
        return ses;
    }

    /** An S3 that forgets everything when closed. */
    public synchronized LocalS3 s3() {
        if (s3 == null) {
            s3 = LocalS3.inMemory();
        }
        return s3;
    }

    /** The mails that the local SES accepted. */
    public ReceivedMails mailbox() {
        return ses.mailbox();
    }

    /** The environment variables that lead a process here, to the S3 as well where that was asked for. */
    public synchronized Map<String, String> environment() {
        Map<String, String> environment = new TreeMap<>(Map.of(
                "AWS_REGION", REGION,
                "AWS_ACCESS_KEY_ID", ACCESS_KEY,
                "AWS_SECRET_ACCESS_KEY", SECRET_KEY,
                "AWS_ENDPOINT_URL", dynamoDbEndpoint().toString(),
                "AWS_ENDPOINT_URL_SES", ses.endpoint().toString()));
        if (s3 != null) {
            environment.put("AWS_ENDPOINT_URL_S3", s3.endpoint().toString());
        }
        return environment;
    }

    /**
     * The system properties that lead the SDK in this JVM here, whatever the environment and the profile say: an
     * endpoint of a service (AWS_ENDPOINT_URL_DYNAMODB) would win over the one of all services, so each is named.
     */
    public synchronized Map<String, String> systemProperties() {
        String dynamoDbEndpoint = dynamoDbEndpoint().toString();
        Map<String, String> properties = new TreeMap<>(Map.of(
                "aws.region", REGION,
                "aws.accessKeyId", ACCESS_KEY,
                "aws.secretAccessKey", SECRET_KEY,
                "aws.endpointUrl", dynamoDbEndpoint,
                "aws.endpointUrlDynamoDb", dynamoDbEndpoint,
                "aws.endpointUrlDynamoDbStreams", dynamoDbEndpoint,
                "aws.endpointUrlSes", ses.endpoint().toString()));
        if (s3 != null) {
            properties.put("aws.endpointUrlS3", s3.endpoint().toString());
        }
        return properties;
    }

    @Override
    public synchronized void close() {
        ses.close();
        if (s3 != null) {
            s3.close();
        }
        client.close();
        dynamoDb.close();
    }
}
