package assignmentmailer.local;

import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.streams.DynamoDbStreamsClient;

/** The AWS that the service needs, in this JVM: DynamoDB Local with a candidates table, a local SES, and a local S3. */
public final class EmbeddedAws implements AutoCloseable {
    static final String REGION = "us-east-1";
    static final String ACCESS_KEY = "local";
    static final String SECRET_KEY = "local";

    private final LocalDynamoDb dynamoDb;
    private final DynamoDbClient client;
    private final DynamoDbStreamsClient streams;
    private final CandidatesTable candidates;
    private final LocalSes ses;
    private final AwsCalls calls;

    /** Started when it is asked for: most tests need none. */
    private @Nullable LocalS3 s3;

    private @Nullable LocalSqs sqs;

    private EmbeddedAws(LocalDynamoDb dynamoDb, LocalSes ses, AwsCalls calls) {
        this.dynamoDb = dynamoDb;
        this.calls = calls;
        StaticCredentialsProvider credentials =
                StaticCredentialsProvider.create(AwsBasicCredentials.create(ACCESS_KEY, SECRET_KEY));
        this.client = DynamoDbClient.builder()
                .endpointOverride(dynamoDb.endpoint())
                .region(Region.of(REGION))
                .overrideConfiguration(client -> client.putHeader(AwsCalls.OWN, "true"))
                .credentialsProvider(credentials)
                .build();
        this.streams = DynamoDbStreamsClient.builder()
                .endpointOverride(dynamoDb.endpoint())
                .region(Region.of(REGION))
                .overrideConfiguration(client -> client.putHeader(AwsCalls.OWN, "true"))
                .credentialsProvider(credentials)
                .build();
        this.candidates = CandidatesTable.in(client);
        this.ses = ses;
        ses.record(calls);
    }

    /**
     * Starts a transient instance on free ports; its data is lost when closed. One starts at a time, because DynamoDB Local
     * shares static state: two that start together may fail.
     */
    public static synchronized EmbeddedAws inMemory() {
        AwsCalls calls = new AwsCalls();
        return new EmbeddedAws(LocalDynamoDb.inMemory(calls), LocalSes.start(ReceivedMails.inMemory()), calls);
    }

    /**
     * Starts a persistent instance, whose tables, streams and mails survive restarts.
     *
     * @param directory the data directory, created when missing
     * @param dynamoDbPort the port of DynamoDB Local, 0 for a free one
     * @param ses with a mailbox in {@link #mails}
     * @param s3 of {@link #s3(Path, int)}, null for one that is asked for later and forgets everything
     * @param sqs null for one that is asked for later
     * @throws PortTakenException when the port is in use
     */
    static EmbeddedAws onDisk(
            Path directory, int dynamoDbPort, LocalSes ses, @Nullable LocalS3 s3, @Nullable LocalSqs sqs) {
        AwsCalls calls = new AwsCalls();
        EmbeddedAws aws =
                new EmbeddedAws(LocalDynamoDb.onDisk(directory.resolve("dynamodb"), dynamoDbPort, calls), ses, calls);
        aws.s3 = s3;
        aws.sqs = sqs;
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

    /** Returns a client of the embedded DynamoDB, closed together with it. */
    public DynamoDbClient dynamoDb() {
        return client;
    }

    /** Returns a client of the embedded DynamoDB's streams, closed together with it. */
    DynamoDbStreamsClient streams() {
        return streams;
    }

    public CandidatesTable candidates() {
        return candidates;
    }

    public LocalSes ses() {
        return ses;
    }

    /** Returns an in-memory S3, started by the first call. */
    public synchronized LocalS3 s3() {
        if (s3 == null) {
            s3 = LocalS3.inMemory();
            s3.record(calls);
        }
        return s3;
    }

    /** Returns an SQS, started by the first call. */
    public synchronized LocalSqs sqs() {
        if (sqs == null) {
            sqs = LocalSqs.start(0);
            sqs.record(calls);
        }
        return sqs;
    }

    /** Returns the mails accepted by the local SES. */
    public ReceivedMails mailbox() {
        return ses.mailbox();
    }

    /** Returns the distinct calls of the service, those of {@link #dynamoDb()} and other clients of tests not included. */
    public Set<AwsCall> calls() {
        return calls.seen();
    }

    /** Returns the environment variables that connect a process to this AWS, to its S3 and its SQS if those were started. */
    public synchronized Map<String, String> environment() {
        Map<String, String> environment = new TreeMap<>(Map.of(
                "AWS_REGION",
                REGION,
                "AWS_ACCESS_KEY_ID",
                ACCESS_KEY,
                "AWS_SECRET_ACCESS_KEY",
                SECRET_KEY,
                "AWS_ENDPOINT_URL",
                dynamoDbEndpoint().toString(),
                "AWS_ENDPOINT_URL_SES",
                ses.endpoint().toString(),
                "AWS_ENDPOINT_URL_STS",
                ses.endpoint().toString()));
        if (s3 != null) {
            environment.put("AWS_ENDPOINT_URL_S3", s3.endpoint().toString());
        }
        if (sqs != null) {
            environment.put("AWS_ENDPOINT_URL_SQS", sqs.endpoint().toString());
        }
        return environment;
    }

    /**
     * Returns the system properties that connect the SDK in this JVM to this AWS, regardless of environment and
     * profile. Each service's endpoint is set, since AWS_ENDPOINT_URL_DYNAMODB, for example, would override a common
     * one.
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
                "aws.endpointUrlSqs", dynamoDbEndpoint,
                "aws.endpointUrlSes", ses.endpoint().toString(),
                "aws.endpointUrlSts", ses.endpoint().toString()));
        if (s3 != null) {
            properties.put("aws.endpointUrlS3", s3.endpoint().toString());
        }
        if (sqs != null) {
            properties.put("aws.endpointUrlSqs", sqs.endpoint().toString());
        }
        return properties;
    }

    @Override
    public synchronized void close() {
        ses.close();
        if (s3 != null) {
            s3.close();
        }
        if (sqs != null) {
            sqs.close();
        }
        streams.close();
        client.close();
        dynamoDb.close();
    }
}
