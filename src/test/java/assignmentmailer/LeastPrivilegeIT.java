package assignmentmailer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import assignmentmailer.deploy.Grant;
import assignmentmailer.deploy.Template;
import assignmentmailer.local.CandidatesTable;
import assignmentmailer.local.SesError;
import assignmentmailer.local.SesFault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;
import software.amazon.awssdk.services.dynamodb.model.StreamViewType;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** The policies of both roles in the CloudFormation template: what the service or an operator calls, no more and no less. */
class LeastPrivilegeIT extends PackagedService {
    private static final String SERVICE = "ServiceRole";
    private static final String OPERATOR = "OperatorRole";
    private static final int MANY = 30;

    /** As the template does. */
    @BeforeEach
    void createStateTable() throws IOException {
        Map<String, Object> state = new Template(Map.of()).properties("State");
        aws.dynamoDb().createTable(create -> create.tableName((String) state.get("TableName"))
                .billingMode(BillingMode.fromValue((String) state.get("BillingMode")))
                .attributeDefinitions(AttributeDefinition.builder()
                        .attributeName("id")
                        .attributeType(ScalarAttributeType.S)
                        .build())
                .keySchema(KeySchemaElement.builder()
                        .attributeName("id")
                        .keyType(KeyType.HASH)
                        .build()));
        assertThat(state.get("KeySchema").toString()).isEqualTo("[{AttributeName=id, KeyType=HASH}]");
    }

    @Test
    void readsTheStreamAndReplaysByNoOtherPermissions() throws Exception {
        Template template = new Template(Map.of("Sender", SENDER));
        aws.ses().fault(SesFault.inTurn(SesFault.hangUpAfter(), SesFault.NONE));
        // in such numbers that the service takes a lease on its share of the send rate
        IntStream.range(0, MANY).forEach(i -> insert("jane-" + i + "@example.com"));
        String mended = insert("no address");

        try (ServiceProcess service = ServiceProcess.start(directory, environment)) {
            await().atMost(LIMIT).until(() -> mails() == MANY + 1 && letters().size() == 1);
            put(mended, "mended@example.com");
            for (Path letter : letters()) {
                Files.move(letter, directory.resolve("dead-letters/replay").resolve(letter.getFileName()));
            }
            await().atMost(LIMIT).until(() -> mails() == MANY + 2);
            enableStreamAnew();
            insert("after@example.com");
            await().atMost(LIMIT.multipliedBy(3)).until(() -> mails() == MANY + 3);
            service.terminate();
            assertThat(service.exitCode(LIMIT.toSeconds())).isZero();
        }

        assertThat(neededBy(aws.calls())).isEqualTo(template.grants(SERVICE));
    }

    @Test
    void mailsLinksAndAttachmentsFromABucketByOnePermissionMore() throws Exception {
        Template without = new Template(Map.of("Sender", SENDER));
        Template with = new Template(Map.of("Sender", SENDER, "AssignmentsBucket", "assignments"));
        aws.s3().put("assignments", "go.zip", new byte[] {1, 2, 3});
        environment.putAll(aws.environment());
        environment.put("ASSIGNMENTS_0_URL", "s3://assignments/go.zip");
        environment.put("ASSIGNMENTS_0_ATTACH", "s3://assignments/go.zip");
        environment.put("LINK_VALID_FOR", "1m");
        insert("jane@example.com");

        try (ServiceProcess service = ServiceProcess.start(directory, environment)) {
            await().atMost(LIMIT).until(() -> mails() == 1);
            service.terminate();
            assertThat(service.exitCode(LIMIT.toSeconds())).isZero();
        }

        assertThat(minus(with.grants(SERVICE), without.grants(SERVICE)))
                .isEqualTo(minus(neededBy(aws.calls()), without.grants(SERVICE)))
                .containsExactly(new Grant("s3:GetObject", "arn:aws:s3:::assignments/*"));
    }

    /** With the settings that the stack gives. */
    @Test
    void readsTheQueueByNoOtherPermissions() throws Exception {
        Template template = new Template(Map.of("Sender", SENDER, "Way", "queue"));
        useSettingsOf(template);
        String queue = aws.sqs().create(queue(template, "CandidatesQueue"), Map.of());
        String letters = aws.sqs().create(queue(template, "DeadLetterQueue"), Map.of());
        environment.putAll(aws.environment());
        environment.put("QUEUE_VISIBILITY", "4s");
        environment.put("MAIL_PROBE_INTERVAL", "1s");
        aws.ses().fault(SesFault.inTurn(SesFault.hangUpAfter(), SesFault.NONE));
        for (int i = 0; i < MANY; i++) {
            send(queue, ChangeRecords.piped("candidates", "c-" + i, "jane-" + i + "@example.com"));
        }
        send(queue, "no record");

        try (ServiceProcess service = ServiceProcess.start(directory, environment)) {
            await().atMost(LIMIT).until(() -> mails() == MANY + 1 && aws.sqs().size(queue) == 0);
            assertThat(aws.sqs().size(letters)).isEqualTo(1);
            aws.ses().fault(SesError.ACCOUNT_SENDING_PAUSED);
            send(queue, ChangeRecords.piped("candidates", "held", "held@example.com"));
            await().atMost(LIMIT).until(() -> service.log().contains("Mailing is held"));
            await().atMost(LIMIT).until(() -> aws.calls().stream()
                    .anyMatch(call -> call.name().startsWith("SQS.ChangeMessageVisibility")));
            service.terminate();
            assertThat(service.exitCode(LIMIT.toSeconds())).isZero();
        }

        assertThat(neededBy(aws.calls())).isEqualTo(template.grants(SERVICE));
    }

    @Test
    void keepsDeadLettersInABucketByTwoPermissionsMore() throws Exception {
        Template without = new Template(Map.of("Sender", SENDER));
        Template with = new Template(Map.of("Sender", SENDER, "DeadLetterBucket", "dead-letters"));
        aws.s3().client().createBucket(create -> create.bucket("dead-letters"));
        environment.putAll(aws.environment());
        // s3proxy does not understand the SDK's checksums
        environment.put("AWS_REQUEST_CHECKSUM_CALCULATION", "when_required");
        environment.put("DEAD_LETTER_URI", "aws2-s3:dead-letters?keyName=${header.CamelFileName}");
        insert("no address");

        try (ServiceProcess service = ServiceProcess.start(directory, environment)) {
            // s3proxy fails to list a bucket into which an object is being written
            await().atMost(LIMIT).ignoreException(S3Exception.class).until(() -> !aws.s3()
                    .client()
                    .listObjectsV2(list -> list.bucket("dead-letters"))
                    .contents()
                    .isEmpty());
            service.terminate();
            assertThat(service.exitCode(LIMIT.toSeconds())).isZero();
        }

        assertThat(minus(with.grants(SERVICE), without.grants(SERVICE)))
                .isEqualTo(minus(neededBy(aws.calls()), without.grants(SERVICE)))
                .containsExactlyInAnyOrder(
                        new Grant("s3:PutObject", "arn:aws:s3:::dead-letters/*"),
                        new Grant("s3:ListBucket", "arn:aws:s3:::dead-letters"));
    }

    private static String queue(Template template, String resource) {
        return (String) template.properties(resource).get("QueueName");
    }

    private void send(String queue, String body) {
        aws.sqs().client().sendMessage(send -> send.queueUrl(queue).messageBody(body));
    }

    /** Redriving a dead-letter queue is a command of AWS's own, and not in this way. */
    @Test
    void operatorsCheckExplainAndBackfillByNoOtherPermissions() throws Exception {
        role = OPERATOR;
        Template template = new Template(Map.of("Sender", SENDER));
        // in such numbers that the command takes a lease on its share of the send rate
        IntStream.range(0, MANY).forEach(i -> insert("jane-" + i + "@example.com"));
        String id = insert("mail@example.com");

        run("check");
        run("backfill", "--adopt", "--limit", "1", "--yes");
        run("backfill", "--send", "--yes");
        run("backfill", "--send", "--id", id, "--again", "--yes");
        run("explain", id);

        assertThat(neededBy(aws.calls())).isEqualTo(template.grants(OPERATOR));
    }

    @Test
    void operatorsKeepDeadLettersInABucketByOnePermissionMore() throws Exception {
        role = OPERATOR;
        Template without = new Template(Map.of("Sender", SENDER));
        Template with = new Template(Map.of("Sender", SENDER, "DeadLetterBucket", "dead-letters"));
        aws.s3().put("dead-letters", "first.json", new byte[] {1});
        environment.putAll(aws.environment());
        // s3proxy does not understand the SDK's checksums
        environment.put("AWS_REQUEST_CHECKSUM_CALCULATION", "when_required");
        environment.put("DEAD_LETTER_URI", "aws2-s3:dead-letters?keyName=${header.CamelFileName}");
        String refused = "refused@example.com";
        aws.ses()
                .fault((call, ses) -> call.parameters().containsValue(refused)
                        ? SesError.MESSAGE_REJECTED.answer(call, ses)
                        : ses.get());
        insert(refused);

        CommandProcess failed = CommandProcess.run(directory, environment, "backfill", "--send", "--yes");

        assertThat(failed.exitCode()).isEqualTo(1);
        assertThat(failed.out()).contains("(rejected)", "dead letters went to aws2-s3");
        assertThat(minus(with.grants(OPERATOR), without.grants(OPERATOR)))
                .isEqualTo(minus(neededBy(aws.calls()), without.grants(OPERATOR)))
                .hasSize(2);
    }

    private void run(String... arguments) throws Exception {
        CommandProcess command = CommandProcess.run(directory, environment, arguments);
        assertThat(command.exitCode()).as(command.out() + command.err()).isZero();
    }

    /** With the settings that the stack gives. Here no event takes so long that its message has to be hidden any longer. */
    @Test
    void learnsWhatBecameOfItsMailsByThePermissionsOfMailEvents() throws Exception {
        Template without = new Template(Map.of("Sender", SENDER));
        Template with = new Template(Map.of("Sender", SENDER, "MailEvents", "true"));
        useSettingsOf(with);
        String events = aws.sqs().create(queue(with, "MailEventsQueue"), Map.of());
        String unreadable = aws.sqs().create(queue(with, "MailEventsDeadLetterQueue"), Map.of());
        aws.ses()
                .publishTo((mail, published) ->
                        published.forEach(event -> aws.sqs().put(events, event)));
        environment.putAll(aws.environment());
        environment.put("MAIL_EVENTS_ON_BOUNCE", "dead-letter");
        insert("bounce@example.com");
        send(events, "no event");

        try (ServiceProcess service = ServiceProcess.start(directory, environment)) {
            await().atMost(LIMIT).until(() -> letters().size() == 1 && aws.sqs().size(unreadable) == 1);
            await().atMost(LIMIT).until(() -> aws.sqs().size(events) == 0);
            service.terminate();
            assertThat(service.exitCode(LIMIT.toSeconds())).isZero();
        }

        assertThat(minus(neededBy(aws.calls()), without.grants(SERVICE)))
                .isEqualTo(minus(with.grants(SERVICE), without.grants(SERVICE)).stream()
                        .filter(grant -> !grant.action().equals("sqs:ChangeMessageVisibility"))
                        .collect(Collectors.toSet()));
    }

    @Test
    void operatorsFindTheQueuesThatAreReadByTwoPermissionsMoreForEach() throws Exception {
        role = OPERATOR;
        Template without = new Template(Map.of("Sender", SENDER));
        Template with = new Template(Map.of("Sender", SENDER, "Way", "queue", "MailEvents", "true"));
        useSettingsOf(with);
        String candidates = queue(with, "CandidatesQueue");
        String events = queue(with, "MailEventsQueue");
        aws.sqs().create(candidates, Map.of());
        aws.sqs().create(events, Map.of());
        environment.putAll(aws.environment());

        CommandProcess check = CommandProcess.run(directory, environment, "check");

        assertThat(check.exitCode()).as(check.out()).isZero();
        assertThat(check.out())
                .contains("ok   queue " + candidates + ": keeps messages for 4 days")
                .contains("ok   mail events " + events + ": keeps messages for 4 days");
        assertThat(minus(neededBy(aws.calls()), without.grants(OPERATOR)))
                .isEqualTo(with.grants(OPERATOR).stream()
                        .filter(grant -> grant.resource().endsWith(":" + candidates)
                                || grant.resource().endsWith(":" + events))
                        .filter(grant -> grant.action().startsWith("sqs:Get"))
                        .collect(Collectors.toSet()))
                .hasSize(4);
    }

    private void useSettingsOf(Template template) {
        for (String setting : template.output("Settings").split(" ")) {
            environment.put(setting.replaceAll("=.*", ""), setting.replaceAll("^[^=]*=", ""));
        }
    }

    private static Set<Grant> minus(Set<Grant> some, Set<Grant> others) {
        return some.stream().filter(grant -> !others.contains(grant)).collect(Collectors.toSet());
    }

    private void enableStreamAnew() {
        aws.dynamoDb().updateTable(update -> update.tableName(CandidatesTable.NAME)
                .streamSpecification(stream -> stream.streamEnabled(false)));
        aws.dynamoDb().updateTable(update -> update.tableName(CandidatesTable.NAME)
                .streamSpecification(stream -> stream.streamEnabled(true).streamViewType(StreamViewType.NEW_IMAGE)));
    }

    private String insert(String email) {
        return aws.candidates().insert("A Candidate", email, "java", "4");
    }

    private void put(String id, String email) {
        Map<String, AttributeValue> item = ChangeRecords.image();
        item.put("id", AttributeValue.fromS(id));
        item.put("email", AttributeValue.fromS(email));
        aws.dynamoDb().putItem(put -> put.tableName(CandidatesTable.NAME).item(item));
    }

    private int mails() {
        return aws.mailbox().mails().size();
    }

    private List<Path> letters() throws IOException {
        Path folder = directory.resolve("dead-letters");
        if (Files.notExists(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".json")).toList();
        }
    }
}
