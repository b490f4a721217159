package assignmentmailer.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import assignmentmailer.ServiceProcess;
import assignmentmailer.local.EmbeddedAws;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.PutRequest;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;
import software.amazon.awssdk.services.dynamodb.model.WriteRequest;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchRequestEntry;

/**
 * The packaged service takes in a backlog of events, two of each mail, and says how fast.
 *
 * <p>{@code -Dmail-events.mails=10000} measures; {@code -Dmail-events.options=…} adds a JVM option, such as a flight recording.
 */
@Tag("slow")
class MailEventsRateIT {
    private static final Logger LOG = LoggerFactory.getLogger(MailEventsRateIT.class);
    private static final int MAILS = Integer.getInteger("mail-events.mails", 250);
    private static final String STATE = "assignment-mailer-state";
    private static final int BATCH_OF_ITEMS = 25;
    private static final int BATCH_OF_MESSAGES = 10;
    private static final Duration LIMIT = Duration.ofMinutes(10);

    @TempDir
    private Path directory;

    @Test
    void takesInABacklogOfEvents() throws Exception {
        ServiceProcess.prepare(directory);
        try (EmbeddedAws aws = EmbeddedAws.inMemory()) {
            putEntries(aws);
            String queue = aws.sqs().create("events", Map.of());
            putEvents(aws.sqs().client(), queue);
            List<String> options = new ArrayList<>(ServiceProcess.JVM_OPTIONS);
            options.addAll(List.of(System.getProperty("mail-events.options", "-Xshare:auto")));
            try (ServiceProcess service = ServiceProcess.start(directory, environment(aws), options)) {
                await().atMost(LIMIT).until(() -> aws.sqs().size(queue) < 2 * MAILS);
                long begun = System.nanoTime();
                int left = aws.sqs().size(queue);
                await().atMost(LIMIT).until(() -> aws.sqs().size(queue) == 0);
                double seconds = (System.nanoTime() - begun) / 1e9;
                LOG.info("{} events in {} s, {} a second", left, seconds, Math.round(left / seconds));
                service.terminate();
                assertThat(service.exitCode(60)).isZero();
                assertThat(service.log()).doesNotContain("WARN", "ERROR");
            }

            assertThat(aws.dynamoDb().scanPaginator(scan -> scan.tableName(STATE)).items().stream()
                            .filter(item -> item.containsKey("events")))
                    .hasSize(MAILS);
        }
    }

    private static String claim(int mail) {
        return "claim%03d".formatted(mail % 1_000);
    }

    private static void putEntries(EmbeddedAws aws) {
        aws.dynamoDb().createTable(create -> create.tableName(STATE)
                .billingMode(BillingMode.PAY_PER_REQUEST)
                .attributeDefinitions(AttributeDefinition.builder()
                        .attributeName("id")
                        .attributeType(ScalarAttributeType.S)
                        .build())
                .keySchema(KeySchemaElement.builder()
                        .attributeName("id")
                        .keyType(KeyType.HASH)
                        .build()));
        for (int from = 0; from < MAILS; from += BATCH_OF_ITEMS) {
            List<WriteRequest> batch = IntStream.range(from, Math.min(MAILS, from + BATCH_OF_ITEMS))
                    .mapToObj(MailEventsRateIT::entry)
                    .map(item -> WriteRequest.builder()
                            .putRequest(PutRequest.builder().item(item).build())
                            .build())
                    .toList();
            aws.dynamoDb().batchWriteItem(write -> write.requestItems(Map.of(STATE, batch)));
        }
    }

    /** Returns the entry of a mail that SES took at the first attempt. */
    private static Map<String, AttributeValue> entry(int mail) {
        return Map.ofEntries(
                Map.entry("id", AttributeValue.fromS("assignment-mailer/mail/candidates/c-" + mail)),
                Map.entry("status", AttributeValue.fromS("SENT")),
                Map.entry("owner", AttributeValue.fromS("5ad1b2c4-0000-4000-8000-000000000000/" + mail)),
                Map.entry("token", AttributeValue.fromN("1")),
                Map.entry("leaseMs", AttributeValue.fromN("25000")),
                Map.entry("at", AttributeValue.fromS("2026-11-25T08:00:00Z")),
                Map.entry("maybeSent", AttributeValue.fromN("0")),
                Map.entry("counted", AttributeValue.fromN("0")),
                Map.entry("attempts", AttributeValue.fromN("1")),
                Map.entry(
                        "kept", AttributeValue.fromL(List.of(AttributeValue.fromS("2026-11-25T08:00:00Z sent none")))),
                Map.entry("claims", AttributeValue.fromS(claim(mail) + "+")),
                Map.entry("messageId", AttributeValue.fromS("m-" + mail)));
    }

    private static void putEvents(SqsClient sqs, String queue) throws IOException {
        String send = Files.readString(Path.of("src/test/resources/payloads/ses-event-send.json"));
        String delivery = Files.readString(Path.of("src/test/resources/payloads/ses-event-delivery.json"));
        List<String> events = IntStream.range(0, MAILS)
                .boxed()
                .flatMap(mail -> List.of(about(mail, send), about(mail, delivery)).stream())
                .toList();
        for (int from = 0; from < events.size(); from += BATCH_OF_MESSAGES) {
            List<SendMessageBatchRequestEntry> batch = new ArrayList<>();
            for (String event : events.subList(from, Math.min(events.size(), from + BATCH_OF_MESSAGES))) {
                batch.add(SendMessageBatchRequestEntry.builder()
                        .id(String.valueOf(batch.size()))
                        .messageBody(event)
                        .build());
            }
            sqs.sendMessageBatch(put -> put.queueUrl(queue).entries(batch));
        }
    }

    private static String about(int mail, String event) {
        String key = Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(("candidates/c-" + mail).getBytes(StandardCharsets.UTF_8));
        return event.replace("Yy0x", key).replace("\"1\"", "\"" + claim(mail) + "\"");
    }

    private static Map<String, String> environment(EmbeddedAws aws) {
        Map<String, String> environment = new HashMap<>(aws.environment());
        environment.put("MAIL_FROM", "jobs@example.com");
        environment.put("MAIL_REPLY_TO", "hr@example.com");
        environment.put("MAIL_EVENTS_ENABLED", "true");
        environment.put("MAIL_EVENTS_QUEUE", "events");
        return environment;
    }
}
