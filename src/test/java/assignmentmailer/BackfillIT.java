package assignmentmailer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import assignmentmailer.local.CandidatesTable;
import assignmentmailer.local.DynamoDbProxy;
import assignmentmailer.local.EmbeddedAws;
import assignmentmailer.local.SesError;
import assignmentmailer.local.SesQuota;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;
import software.amazon.awssdk.services.dynamodb.model.StreamViewType;
import software.amazon.awssdk.services.dynamodb.model.WriteRequest;

/**
 * The command backfill of the packaged jar, beside the running service and without it.
 *
 * <p>{@code -Dbackfill.candidates=10000 -Dbackfill.unmailed=2000 -Dbackfill.kills=5} and {@code -Dbackfill.counted=100000}
 * run at full size.
 */
@Tag("slow")
class BackfillIT {
    private static final Logger LOG = LoggerFactory.getLogger(BackfillIT.class);
    private static final int CANDIDATES = Integer.getInteger("backfill.candidates", 400);
    private static final int UNMAILED = Integer.getInteger("backfill.unmailed", 120);
    private static final int KILLS = Integer.getInteger("backfill.kills", 2);
    private static final int COUNTED = Integer.getInteger("backfill.counted", 5_000);
    private static final Duration LIMIT = Duration.ofMinutes(2);
    private static final String STATE = "assignment-mailer-state";
    private static final String PREFIX = "assignment-mailer/mail/candidates/";
    private static final JsonMapper JSON = JsonMapper.builder().build();

    @TempDir
    private Path directory;

    private final EmbeddedAws aws = EmbeddedAws.inMemory();
    private final Map<String, String> environment = new HashMap<>(aws.environment());

    @BeforeEach
    void prepare() throws IOException {
        ServiceProcess.prepare(directory);
        environment.put("MAIL_FROM", "Recruiting <jobs@example.com>");
        environment.put("MAIL_REPLY_TO", "hr@example.com");
        aws.ses().quota(new SesQuota(500, -1));
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
    }

    @AfterEach
    void stop() {
        aws.close();
    }

    @Test
    void countsAndMailsWhomNoRecordBringsOnce() throws Exception {
        put(candidates("new", 30));
        put(candidates("old", 20));
        noteAsSent("old", 20);
        put(List.of(item("bad", "no address")));
        Path letter = Files.createDirectories(directory.resolve("dead-letters/replay"))
                .resolve("letter.json");
        Files.writeString(letter, "no letter");

        CommandProcess counted = backfill();
        assertThat(counted.exitCode()).as(counted.err()).isZero();
        assertThat(counted.lines())
                .startsWith("51 items of candidates, account 000000000000 in us-east-1, beside the ledger " + STATE)
                .anyMatch(line -> line.matches(" {2}never mailed +30 {2}new-\\d+(, new-\\d+){9}"))
                .anyMatch(line -> line.matches(" {2}sent +20 {2}old-.*"))
                .contains("  bad                   1  bad");
        assertThat(aws.mailbox().mails()).isEmpty();

        CommandProcess sent = backfill("--send", "--yes");
        assertThat(sent.exitCode()).as(sent.err()).isZero();
        assertThat(sent.lines()).anyMatch(line -> line.startsWith("  mailed               30  new-"));

        CommandProcess second = backfill("--send", "--yes");
        assertThat(second.lines()).last().isEqualTo("nobody is to be mailed");
        assertThat(mails())
                .hasSize(30)
                .allSatisfy((address, times) -> assertThat(times).as(address).isEqualTo(1));
    }

    @Test
    void mailsThoseWhoMatchAndNoMoreThanTheLimit() throws Exception {
        put(candidates("new", 20));

        CommandProcess sent =
                backfill("--send", "--yes", "--limit", "5", "--where", "${body.candidate.attributes[number]} >= 10");

        assertThat(sent.exitCode()).as(sent.err()).isZero();
        assertThat(mails()).hasSize(5).allSatisfy((address, times) -> assertThat(address)
                .matches("new-1\\d@example.com"));
    }

    @Test
    void refusesInOneLineWhereNobodyCanBeAsked() throws Exception {
        put(candidates("new", 1));

        CommandProcess refused = backfill("--send");

        assertThat(refused.exitCode()).isEqualTo(1);
        assertThat(refused.err()).contains("add --yes").hasLineCount(1);
        assertThat(aws.mailbox().mails()).isEmpty();
    }

    @Test
    void saysInOneLineWhatIsWrongWithTheConditionOrTheRoutes() throws Exception {
        CommandProcess condition = backfill("--where", "${body.candidate.");
        assertThat(condition.exitCode()).isEqualTo(1);
        assertThat(condition.err())
                .startsWith("assignment-mailer backfill: --where is not a valid expression")
                .hasLineCount(1);

        Files.delete(directory.resolve("routes/backfill.camel.yaml"));
        CommandProcess routes = backfill("--send", "--yes");
        assertThat(routes.exitCode()).isEqualTo(1);
        assertThat(routes.err())
                .contains("no route begins with direct:backfill")
                .hasLineCount(1);
    }

    @Test
    void mailsOneCandidateOnceMoreAndKeepsWhatWasBefore() throws Exception {
        put(candidates("new", 1));
        backfill("--send", "--yes");
        String first = aws.mailbox().mails().get(0).id();

        CommandProcess refused = backfill("--send", "--id", "new-0", "--yes");
        assertThat(refused.exitCode()).isEqualTo(1);
        assertThat(refused.err()).contains("candidates/new-0: sent at ", "to mail all the same, add --again");
        CommandProcess again = backfill("--send", "--id", "new-0", "--again", "--yes");
        assertThat(again.exitCode()).as(again.err()).isZero();

        assertThat(mails()).containsEntry("new-0@example.com", 2);
        CommandProcess explained = CommandProcess.run(directory, environment, "explain", "new-0");
        assertThat(explained.lines())
                .anyMatch(line -> line.startsWith("  before   1 mail before an operator decided to mail once more")
                        && line.endsWith(first))
                .last()
                .asString()
                .endsWith("to mail the candidate once more: backfill --send --id new-0 --again");
    }

    /**
     * The candidates are imported before the stream is enabled; what a time-out leaves uncertain is not resent, so that each
     * mail is sent once or the operator decides.
     */
    @Test
    void mailsEachOnceBesideTheRunningServiceHoweverOftenItIsKilled() throws Exception {
        enableStream(false);
        put(candidates("old", CANDIDATES - UNMAILED));
        noteAsSent("old", CANDIDATES - UNMAILED);
        put(candidates("new", UNMAILED));
        enableStream(true);
        environment.put("MAIL_CONCURRENCY", "4");
        environment.put("MAIL_WHEN_UNCERTAIN", "dead-letter");
        aws.ses().quota(new SesQuota(40, -1));
        AtomicBoolean isInserting = new AtomicBoolean(true);
        int inserted;
        try (ServiceProcess service = ServiceProcess.start(directory, environment)) {
            await().atMost(LIMIT).until(service::hasStarted);
            CompletableFuture<Integer> inserting = CompletableFuture.supplyAsync(() -> insertWhile(isInserting));
            for (int kill = 1; kill <= KILLS; kill++) {
                long due = (long) UNMAILED * kill / (KILLS + 1);
                Process command = launch("--send", "--yes");
                await().atMost(Duration.ofMinutes(10)).until(() -> mailed("new-") >= due || !command.isAlive());
                command.destroyForcibly().waitFor();
                LOG.info("kill {} at {}", kill, Instant.now());
            }
            CommandProcess last = backfill("--send", "--yes");
            assertThat(last.exitCode()).as(last.err()).isZero();
            isInserting.set(false);
            inserted = inserting.join();
            // the service leaves those to the operator whom a killed command had claimed
            await().atMost(LIMIT).until(() -> isAccountedFor(inserted));
        }

        List<String> uncertain = uncertain();
        LOG.info("{} candidates, {} kills: uncertain after them {}", UNMAILED, KILLS, uncertain);
        assertThat(uncertain).hasSizeLessThanOrEqualTo(4 * KILLS);
        for (String id : uncertain) {
            if (!mails().containsKey(id + "@example.com")) {
                // refused as long as the lease of the killed command's claim lasts
                await().atMost(LIMIT)
                        .until(() -> backfill("--send", "--id", id, "--again", "--yes")
                                        .exitCode()
                                == 0);
            }
        }
        mails().entrySet().stream()
                .filter(mail -> mail.getValue() > 1)
                .forEach(mail -> LOG.info(
                        "mailed {} times: {}, {}", mail.getValue(), entry(mail.getKey()), times(mail.getKey())));
        assertThat(mails())
                .hasSize(UNMAILED + inserted)
                .allSatisfy((address, times) -> assertThat(times).as(address).isEqualTo(1));
    }

    @Test
    void endsInOrderWhenItIsToldTo() throws Exception {
        put(candidates("new", 100));
        aws.ses().quota(new SesQuota(10, -1));
        Process command = launch("--send", "--yes");
        await().atMost(LIMIT).until(() -> mailed("new-") >= 5);

        command.destroy();

        assertThat(command.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(command.exitValue()).isEqualTo(1);
        assertThat(Files.readString(directory.resolve("command.err"))).contains("stopped before the end");
        assertThat(uncertain()).isEmpty();
        assertThat(mails().size()).isLessThan(100);
    }

    private void enableStream(boolean isEnabled) {
        aws.dynamoDb().updateTable(update -> update.tableName(CandidatesTable.NAME)
                .streamSpecification(stream ->
                        stream.streamEnabled(isEnabled).streamViewType(isEnabled ? StreamViewType.NEW_IMAGE : null)));
    }

    /** What was tried during a hold is in no stream and has no dead letter. */
    @ParameterizedTest
    @CsvSource({"false", "true"})
    void goesOnWithWhatWasHeldWhenItEnded(boolean isKilled) throws Exception {
        put(candidates("new", 30));
        aws.ses().fault((call, ses) -> call.sends() ? SesError.ACCOUNT_SENDING_PAUSED.answer(call, ses) : ses.get());
        Process command = launch("--send", "--yes");
        await().atMost(LIMIT).until(() -> !failed().isEmpty());
        if (isKilled) {
            command.destroyForcibly();
        } else {
            command.destroy();
        }
        assertThat(command.waitFor(30, TimeUnit.SECONDS)).isTrue();
        aws.ses().fault((call, ses) -> ses.get());

        CommandProcess second = backfill("--send", "--yes");

        assertThat(second.exitCode()).as(second.err()).isZero();
        assertThat(failed()).isEmpty();
        // one that was being tried when the command was killed may have been sent
        assertThat(mails()).hasSize(30 - uncertain().size());
        assertThat(uncertain()).hasSizeLessThanOrEqualTo(isKilled ? 16 : 0);
    }

    @Test
    void anAdoptionThatIsKilledGoesOnWithItsMoment() throws Exception {
        put(candidates("old", 400));
        Process command = launch("--adopt", "--yes", "--read-units", "2");
        await().atMost(LIMIT).until(() -> !adoptedAt().isEmpty());
        command.destroyForcibly().waitFor();
        assertThat(adoptedAt()).hasSizeLessThan(400);

        CommandProcess second = backfill("--adopt", "--yes", "--json", "--read-units", "0");
        put(candidates("late", 1));
        CommandProcess third = backfill("--adopt", "--yes", "--json", "--read-units", "0");

        assertThat(second.exitCode()).as(second.err()).isZero();
        String began = json(second).at("/began").asText();
        assertThat(adoptedAt().values()).filteredOn(began::equals).hasSize(400);
        assertThat(json(third).at("/began").asText()).isGreaterThan(began);
    }

    private List<String> failed() {
        return aws.dynamoDb().scanPaginator(scan -> scan.tableName(STATE)).items().stream()
                .filter(entry ->
                        entry.containsKey("status") && entry.get("status").s().equals("FAILED"))
                .map(entry -> entry.get("id").s())
                .toList();
    }

    /** When the adoption began by which each was adopted. */
    private Map<String, String> adoptedAt() {
        return aws.dynamoDb().scanPaginator(scan -> scan.tableName(STATE)).items().stream()
                .filter(entry ->
                        entry.containsKey("status") && entry.get("status").s().equals("ADOPTED"))
                .collect(Collectors.toMap(
                        entry -> entry.get("id").s(), entry -> entry.get("at").s()));
    }

    private boolean isAccountedFor(int inserted) {
        Map<String, Integer> mails = mails();
        List<String> uncertain = uncertain();
        return IntStream.range(0, inserted)
                .mapToObj(number -> "late-" + number)
                .allMatch(id -> mails.containsKey(id + "@example.com") || uncertain.contains(id));
    }

    private Map<String, AttributeValue> entry(String address) {
        return aws.dynamoDb()
                .getItem(get -> get.tableName(STATE)
                        .key(Map.of("id", AttributeValue.fromS(PREFIX + address.replaceAll("@.*", "")))))
                .item();
    }

    private List<Instant> times(String address) {
        return aws.mailbox().mails().stream()
                .filter(mail -> mail.destinations().contains(address))
                .map(mail -> Instant.ofEpochMilli(mail.receivedAt()))
                .toList();
    }

    private int insertWhile(AtomicBoolean isInserting) {
        int number = 0;
        while (isInserting.get()) {
            put(List.of(item("late-" + number, "late-" + number + "@example.com")));
            number++;
            await().pollDelay(Duration.ofMillis(100)).until(() -> true);
        }
        return number;
    }

    @Test
    void adoptsWhoWasThereBeforeAndLosesNobodyWhoComesMeanwhile() throws Exception {
        put(candidates("old", 200));
        AtomicBoolean isInserting = new AtomicBoolean(true);
        CompletableFuture<Integer> inserting = CompletableFuture.supplyAsync(() -> insertWhile(isInserting));
        DynamoDbProxy dynamoDb = DynamoDbProxy.withSeconds(aws.dynamoDbEndpoint(), "inserted");
        environment.put("AWS_ENDPOINT_URL", dynamoDb.endpoint().toString());

        CommandProcess adopted = backfill("--adopt", "--yes", "--json", "--read-units", "0");
        assertThat(adopted.exitCode()).as(adopted.err()).isZero();
        int adoptedBefore = json(adopted).at("/results/adopted/count").asInt();
        assertThat(adoptedBefore).isGreaterThanOrEqualTo(200);
        String began = json(adopted).at("/began").asText();
        LOG.info("the adoption began at {}", began);

        try (ServiceProcess service = ServiceProcess.start(directory, environment)) {
            await().atMost(LIMIT).until(() -> mailed("late-") > 0 && mailed("old-") == 0);
            // the other order: the service claims candidates while the same adoption goes on
            CommandProcess second = backfill("--adopt", "--yes", "--json", "--read-units", "0", "--began", began);
            assertThat(second.exitCode()).as(second.err()).isZero();
            isInserting.set(false);
            int inserted = inserting.join();
            List<String> due = IntStream.range(0, inserted)
                    .mapToObj(number -> "late-" + number)
                    .filter(id -> !created(id).isBefore(Instant.parse(began)))
                    .toList();
            await().atMost(LIMIT).untilAsserted(() -> assertThat(mails().keySet())
                    .containsAll(due.stream().map(id -> id + "@example.com").toList()));
            service.terminate();
            assertThat(service.exitCode(60)).isZero();
            assertThat(mails()).hasSize(due.size());
            assertThat(mailed("old-")).isZero();
            assertThat(service.log()).contains("handled elsewhere before the adoption began");
        } finally {
            dynamoDb.close();
        }
    }

    private Instant created(String id) {
        return Instant.parse(aws.dynamoDb()
                .getItem(get -> get.tableName(CandidatesTable.NAME).key(Map.of("id", AttributeValue.fromS(id))))
                .item()
                .get("inserted")
                .s());
    }

    @Test
    void countsManyInASmallHeap() throws Exception {
        put(candidates("old", COUNTED));
        noteAsSent("old", COUNTED / 2);

        long start = System.nanoTime();
        CommandProcess counted = backfill("--read-units", "0", "--json");
        LOG.info("{} items counted in {} ms, the start included", COUNTED, (System.nanoTime() - start) / 1_000_000);

        assertThat(counted.exitCode()).as(counted.err()).isZero();
        assertThat(json(counted).at("/standings/neverMailed/count").asInt()).isEqualTo(COUNTED - COUNTED / 2);
        assertThat(json(counted).at("/standings/sent/count").asInt()).isEqualTo(COUNTED / 2);
    }

    /** 400 KB is the largest item. */
    @Test
    void countsAndMailsTheLargestItemsInASmallHeap() throws Exception {
        for (int i = 0; i < 30; i++) {
            Map<String, AttributeValue> large = new HashMap<>(item("new-" + i, "new-" + i + "@example.com"));
            large.put("text", AttributeValue.fromS("x".repeat(390_000)));
            put(List.of(large));
        }
        for (int i = 0; i < 3; i++) {
            Map<String, AttributeValue> many = new HashMap<>(item("list-" + i, "list-" + i + "@example.com"));
            many.put("numbers", AttributeValue.fromL(Collections.nCopies(100_000, AttributeValue.fromN("1"))));
            put(List.of(many));
        }

        CommandProcess sent = backfill("--send", "--yes", "--read-units", "0");

        assertThat(sent.exitCode()).as(sent.err()).isZero();
        assertThat(mails()).hasSize(33);
    }

    private CommandProcess backfill(String... options) throws IOException, InterruptedException {
        return CommandProcess.run(directory, environment, arguments(options));
    }

    private Process launch(String... options) throws IOException {
        return CommandProcess.start(
                directory,
                environment,
                directory.resolve("command.out"),
                directory.resolve("command.err"),
                arguments(options));
    }

    private static String[] arguments(String... options) {
        List<String> arguments = new ArrayList<>(List.of("backfill"));
        arguments.addAll(List.of(options));
        return arguments.toArray(String[]::new);
    }

    private static JsonNode json(CommandProcess command) throws IOException {
        return JSON.readTree(command.out());
    }

    /** The number of mails by address. */
    private Map<String, Integer> mails() {
        return aws.mailbox().mails().stream()
                .collect(Collectors.toMap(mail -> mail.destinations().get(0), mail -> 1, Integer::sum));
    }

    private long mailed(String prefix) {
        return mails().keySet().stream()
                .filter(address -> address.startsWith(prefix))
                .count();
    }

    /** The ids of candidates whose entry is neither SENT nor ADOPTED. */
    private List<String> uncertain() {
        return aws.dynamoDb().scanPaginator(scan -> scan.tableName(STATE)).items().stream()
                .filter(entry -> entry.get("id").s().startsWith(PREFIX))
                .filter(entry ->
                        !List.of("SENT", "ADOPTED").contains(entry.get("status").s()))
                .map(entry -> entry.get("id").s().substring(PREFIX.length()))
                .toList();
    }

    private static List<Map<String, AttributeValue>> candidates(String prefix, int number) {
        return IntStream.range(0, number)
                .mapToObj(i -> {
                    Map<String, AttributeValue> item =
                            new HashMap<>(item(prefix + "-" + i, prefix + "-" + i + "@example.com"));
                    item.put("number", AttributeValue.fromN(String.valueOf(i)));
                    return item;
                })
                .toList();
    }

    private static Map<String, AttributeValue> item(String id, String email) {
        return Map.of(
                "id", AttributeValue.fromS(id),
                "fullname", AttributeValue.fromS("José"),
                "email", AttributeValue.fromS(email),
                "experience", AttributeValue.fromN("3"),
                "inserted", AttributeValue.fromS(Instant.now().toString()));
    }

    private void put(List<Map<String, AttributeValue>> items) {
        write(CandidatesTable.NAME, items);
    }

    private void noteAsSent(String prefix, int number) {
        write(
                STATE,
                IntStream.range(0, number)
                        .mapToObj(i -> Map.of(
                                "id", AttributeValue.fromS(PREFIX + prefix + "-" + i),
                                "status", AttributeValue.fromS("SENT"),
                                "owner", AttributeValue.fromS("a/1"),
                                "token", AttributeValue.fromN("1"),
                                "leaseMs", AttributeValue.fromN("30000"),
                                "at", AttributeValue.fromS("2026-11-20T12:00:00Z"),
                                "maybeSent", AttributeValue.fromN("0"),
                                "counted", AttributeValue.fromN("0"),
                                "attempts", AttributeValue.fromN("1"),
                                "kept",
                                        AttributeValue.fromL(
                                                List.of(AttributeValue.fromS("2026-11-20T12:00:00Z sent none")))))
                        .toList());
    }

    private void write(String table, List<Map<String, AttributeValue>> items) {
        for (int from = 0; from < items.size(); from += 25) {
            List<WriteRequest> writes = items.subList(from, Math.min(items.size(), from + 25)).stream()
                    .map(item -> WriteRequest.builder()
                            .putRequest(put -> put.item(item))
                            .build())
                    .toList();
            aws.dynamoDb().batchWriteItem(batch -> batch.requestItems(Map.of(table, writes)));
        }
    }
}
