package assignmentmailer.command;

import static org.assertj.core.api.Assertions.assertThat;

import assignmentmailer.command.Finding.Level;
import assignmentmailer.local.CandidatesTable;
import assignmentmailer.local.DynamoDbProxy;
import assignmentmailer.local.EmbeddedAws;
import assignmentmailer.local.SesError;
import assignmentmailer.local.SesFault;
import assignmentmailer.local.SesQuota;
import assignmentmailer.local.SesReply;
import assignmentmailer.queue.QueueName;
import assignmentmailer.state.StateTable;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.streams.DynamoDbStreamsClient;
import software.amazon.awssdk.services.ses.SesClient;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sts.StsClient;

class AwsCheckTest {
    private static final String TABLE = "arn:aws:dynamodb:us-east-1:000000000000:table/";
    private static final AwsNeeds NEEDS =
            new AwsNeeds("candidates", true, true, Optional.empty(), "state", "jobs@mail.example.com");

    private static EmbeddedAws aws;

    @BeforeAll
    static void start() {
        aws = EmbeddedAws.inMemory();
        new StateTable(aws.dynamoDb(), "state").createIfMissing();
    }

    @AfterAll
    static void stop() {
        aws.close();
    }

    @AfterEach
    void restore() {
        aws.ses().fault(SesFault.NONE);
        aws.ses().quota(new SesQuota(14, 50_000));
        aws.ses().identity("example.com", "Success");
        aws.ses().identity("jobs@mail.example.com", null);
    }

    @Test
    void findsNothingWrongWhereAllIsThere() {
        List<Finding> findings = check(NEEDS);

        assertThat(findings)
                .extracting(Finding::line)
                .containsExactly(
                        "ok   credentials: arn:aws:iam::000000000000:user/local",
                        "ok   table candidates: ACTIVE, key id, about 0 items",
                        "ok   stream of candidates: enabled, readable, with the view type NEW_AND_OLD_IMAGES",
                        "ok   state table state: readable, with the key id; to write, the service needs"
                                + " dynamodb:PutItem and dynamodb:UpdateItem",
                        "ok   SES quota: The account may send 14.0 mails a second, and 50000 a day, of which 50000 are left",
                        "ok   sender jobs@mail.example.com: verified by example.com");
    }

    @Test
    void sendsAndWritesNothing() {
        List<String> calls = new ArrayList<>();
        try (DynamoDbProxy proxy = DynamoDbProxy.before(aws.dynamoDbEndpoint(), (action, document) -> {
            synchronized (calls) {
                calls.add(action);
            }
            return false;
        })) {
            check(NEEDS, proxy.endpoint(), credentials());
        }

        assertThat(aws.mailbox().mails()).isEmpty();
        assertThat(calls).isNotEmpty().allMatch(action -> action.matches("(Describe|Get|BatchGet|List).*"));
    }

    @ParameterizedTest
    @CsvSource({
        "DescribeTable, candidates, table candidates",
        "GetItem, candidates, table candidates",
        "DescribeStream, candidates/stream/1, stream of candidates",
        "GetShardIterator, candidates/stream/1, stream of candidates",
        "GetRecords, candidates/stream/1, stream of candidates",
        "ListStreams, candidates/stream/*, stream of candidates",
        "BatchGetItem, state, state table state"
    })
    void namesActionAndResourceOfADeniedPermission(String action, String resource, String subject) {
        try (DynamoDbProxy proxy = DynamoDbProxy.denying(aws.dynamoDbEndpoint(), Map.of(action, TABLE + resource))) {
            List<Finding> findings = check(NEEDS, proxy.endpoint(), credentials());

            assertThat(findings)
                    .filteredOn(finding -> finding.level() == Level.FAIL)
                    .extracting(Finding::line)
                    .anySatisfy(line -> assertThat(line)
                            .startsWith("FAIL %s: denied: allow dynamodb:%s on %s%s (because "
                                    .formatted(subject, action, TABLE, resource)));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"GetSendQuota", "GetIdentityVerificationAttributes"})
    void namesADeniedActionOfSes(String action) {
        aws.ses().fault(SesFault.denied(action));

        assertThat(check(NEEDS))
                .filteredOn(finding -> finding.level() == Level.FAIL)
                .singleElement()
                .satisfies(finding -> assertThat(finding.text()).startsWith("denied: allow ses:" + action + " on *"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "1 | 200 | warn SES quota: The account may send 1.0 mails a second, and 200 a day, of which 200 are left: probably the sandbox",
                "14 | 0 | FAIL SES quota: The account may send 14.0 mails a second, and 0 a day, of which 0 are left: mails wait",
                "0 | 50000 | FAIL SES quota: The account may send 0.0 mails a second",
                "14 | -1 | ok   SES quota: The account may send 14.0 mails a second, and any number a day"
            })
    void judgesTheQuota(double perSecond, double perDay, String line) {
        aws.ses().quota(new SesQuota(perSecond, perDay));

        assertThat(check(NEEDS)).extracting(Finding::line).anyMatch(found -> found.startsWith(line));
    }

    @Test
    void warnsOfAQuotaThatIsNearlyUsedUp() {
        aws.ses().fault((call, ses) -> {
            SesReply reply = ses.get();
            return new SesReply(
                    reply.status(), reply.body().replaceAll("<SentLast24Hours>[^<]*", "<SentLast24Hours>40000.0"));
        });

        assertThat(check(NEEDS))
                .extracting(Finding::line)
                .contains(
                        "warn SES quota: The account may send 14.0 mails a second, and 50000 a day, of which 10000 are left:"
                                + " 80 % is used; what comes beyond it waits; request a higher quota");
    }

    @Test
    void failsForASenderWhomNoIdentityVerifies() {
        aws.ses().identity("example.com", "Pending");

        assertThat(check(NEEDS))
                .extracting(Finding::line)
                .contains(
                        "FAIL sender jobs@mail.example.com: neither the address nor its domain is verified in us-east-1"
                                + " (example.com is Pending): verify one in SES, or correct mail.from or mail.region");
    }

    @Test
    void takesAnAddressThatIsVerifiedByItself() {
        aws.ses().identity("example.com", null);
        aws.ses().identity("jobs@mail.example.com", "Success");

        assertThat(check(NEEDS))
                .extracting(Finding::line)
                .contains("ok   sender jobs@mail.example.com: verified by jobs@mail.example.com");
    }

    @Test
    void failsForATableThatIsMissingAndWarnsOfAStateTableToBeCreated() {
        AwsNeeds missing = new AwsNeeds("nobody", true, true, Optional.empty(), "nothing", "jobs@example.com");

        assertThat(check(missing))
                .extracting(Finding::line)
                .contains(
                        "FAIL table nobody: does not exist in this account and region: create it, or name another in"
                                + " candidates.table",
                        "FAIL stream of nobody: The table 'nobody' does not exist in this account and region: create it,"
                                + " or name another in candidates.table",
                        "warn state table nothing: does not exist: the service creates it, which needs"
                                + " dynamodb:CreateTable and dynamodb:UpdateTimeToLive on it");
        assertThat(aws.dynamoDb().listTables().tableNames()).doesNotContain("nothing");
    }

    @Test
    void failsForAStateTableWithAnotherKeyAndATableWithoutStream() {
        CandidatesTable.create(aws.dynamoDb(), "other", "job", "person");
        aws.dynamoDb().updateTable(update -> update.tableName("other")
                .streamSpecification(stream -> stream.streamEnabled(false)));

        List<Finding> findings =
                check(new AwsNeeds("other", true, true, Optional.empty(), "other", "jobs@example.com"));

        assertThat(findings)
                .extracting(Finding::line)
                .contains("ok   table other: ACTIVE, key job and person, about 0 items")
                .anyMatch(line -> line.startsWith("FAIL stream of other: The table 'other' has no stream enabled"))
                .anyMatch(line -> line.startsWith("FAIL state table other: The state table 'other' has another key"));
    }

    @Test
    void looksAtNoStreamThatIsOff() {
        assertThat(check(new AwsNeeds("candidates", false, true, Optional.empty(), "state", "jobs@example.com")))
                .extracting(Finding::subject)
                .doesNotContain("stream of candidates");
    }

    @Test
    void looksAtTheQueueThatIsRead() {
        aws.sqs().createWithDeadLetters("good", "good-dead", 10);
        aws.sqs().createWithDeadLetters("early", "early-dead", 3);

        assertThat(Stream.of("good", "early", "missing")
                        .flatMap(name -> check(reading(name)).stream())
                        .filter(finding -> finding.subject().startsWith("queue "))
                        .map(Finding::line))
                .containsExactly(
                        "ok   queue good: keeps messages for 4 days; to read, the service needs sqs:ReceiveMessage,"
                                + " sqs:DeleteMessage and sqs:ChangeMessageVisibility",
                        "warn queue early: the queue moves a message to its own dead-letter queue after 3 receives, which"
                                + " a few restarts may use up: set maxReceiveCount to 10 or more",
                        "FAIL queue missing: queue.name: there is no queue missing in this account and region: create it,"
                                + " or correct the name");
    }

    private static AwsNeeds reading(String queue) {
        return new AwsNeeds(
                "candidates", false, true, Optional.of(QueueName.parse(queue)), "state", "jobs@example.com");
    }

    @Test
    void asksNothingMoreWithoutCredentials() {
        AwsCredentialsProvider none = () -> {
            throw new IllegalStateException("No AWS credentials: expired");
        };

        assertThat(check(NEEDS, aws.dynamoDbEndpoint(), none)).singleElement().satisfies(finding -> assertThat(
                        finding.line())
                .startsWith("FAIL credentials: No AWS credentials: expired: set"));
    }

    @Test
    void failsForCredentialsThatStsRefuses() {
        aws.ses().fault(SesError.INVALID_CREDENTIALS);

        assertThat(check(NEEDS)).singleElement().satisfies(finding -> assertThat(finding.line())
                .startsWith("FAIL credentials: refused: InvalidClientTokenId: The security token"));
    }

    @Test
    void warnsWhereStsCannotBeReached() {
        aws.ses().fault((call, ses) -> call.action().equals("GetCallerIdentity") ? SesReply.HANG_UP : ses.get());

        List<Finding> findings = check(NEEDS);

        assertThat(findings.get(0).line())
                .startsWith("warn credentials: whose they are is unknown, since STS does not answer (no connection: ");
        assertThat(findings).hasSize(6);
    }

    private static List<Finding> check(AwsNeeds needs) {
        return check(needs, aws.dynamoDbEndpoint(), credentials());
    }

    private static List<Finding> check(AwsNeeds needs, URI dynamoDb, AwsCredentialsProvider credentials) {
        List<Finding> findings = new ArrayList<>();
        try (AwsClients clients = new AwsClients(
                credentials,
                at(StsClient.builder(), aws.ses().endpoint()),
                at(DynamoDbClient.builder(), dynamoDb),
                at(DynamoDbStreamsClient.builder(), dynamoDb),
                at(SqsClient.builder(), aws.sqs().endpoint()),
                at(SesClient.builder(), aws.ses().endpoint()))) {
            new AwsCheck(clients, needs, findings::add).run();
        }
        return findings;
    }

    private static <C> C at(AwsClientBuilder<?, C> builder, URI endpoint) {
        builder.region(Region.US_EAST_1);
        builder.credentialsProvider(credentials());
        builder.endpointOverride(endpoint);
        builder.overrideConfiguration(override -> override.retryStrategy(retry -> retry.maxAttempts(1)));
        return builder.build();
    }

    private static AwsCredentialsProvider credentials() {
        return StaticCredentialsProvider.create(AwsBasicCredentials.create("local", "local"));
    }
}
