package assignmentmailer.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import assignmentmailer.local.EmbeddedAws;
import assignmentmailer.state.StateTable;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.ProvisionedThroughputExceededException;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;

class StateTableStoreTest {
    private static final Instant NOW = Instant.parse("2026-11-22T12:00:00.123Z");
    private static final LedgerEntry CLAIM =
            LedgerEntry.claim(Optional.empty(), "exchange-1", NOW, Duration.ofSeconds(30));
    private static final LedgerEntry SENT = CLAIM.end(
            LedgerStatus.SENT,
            new Attempt(NOW.plusSeconds(1), "sent", AttemptFault.NONE),
            new MailFacts(Optional.of("assignments[0]"), Optional.of("https://example.com/1.zip"), Optional.of("m-1")));

    private static EmbeddedAws aws;

    private final List<String> calls = Collections.synchronizedList(new ArrayList<>());
    private boolean answersGetLost;
    private final Queue<RuntimeException> failures = new ArrayDeque<>();
    private StateTable table;
    private StateTableStore entries;

    @BeforeAll
    static void start() {
        aws = EmbeddedAws.inMemory();
    }

    @AfterAll
    static void stop() {
        aws.close();
    }

    @BeforeEach
    void createTable() {
        table = new StateTable(spied(aws.dynamoDb()), "state-" + System.nanoTime());
        table.createIfMissing();
        calls.clear();
        entries = new StateTableStore(table, "service/mail/");
    }

    private DynamoDbClient spied(DynamoDbClient client) {
        return (DynamoDbClient) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {DynamoDbClient.class}, (proxy, method, arguments) -> {
                    calls.add(method.getName());
                    if (!failures.isEmpty()) {
                        throw failures.remove();
                    }
                    try {
                        Object answer = method.invoke(client, arguments);
                        if (answersGetLost) {
                            throw SdkClientException.create("the answer got lost");
                        }
                        return answer;
                    } catch (InvocationTargetException failure) {
                        throw failure.getCause();
                    }
                });
    }

    @Test
    void claimAndEndAreTwoWritesWithoutARead() {
        entries.replace("c-1", Optional.empty(), CLAIM);
        entries.replace("c-1", Optional.of(CLAIM), SENT);

        assertThat(calls).containsExactly("putItem", "updateItem");
        assertThat(table.read("service/mail/c-1"))
                .containsEntry("status", AttributeValue.fromS("SENT"))
                .containsEntry("messageId", AttributeValue.fromS("m-1"))
                .containsEntry("rule", AttributeValue.fromS("assignments[0]"))
                .containsEntry("url", AttributeValue.fromS("https://example.com/1.zip"))
                .containsEntry("at", AttributeValue.fromS("2026-11-22T12:00:01.123Z"))
                .doesNotContainKey(StateTable.EXPIRES);
    }

    /**
     * One write unit, whatever the number of attempts. The size is computed as in the DynamoDB developer guide, "Item
     * sizes and formats"; table's name and URL are longer than usual, and the key is the longest.
     */
    @Test
    void anItemStaysBelowAKilobyte() {
        String key = "c".repeat(64) + "/" + "k".repeat(128);
        LedgerEntry entry = LedgerEntry.claim(Optional.empty(), owner(1_000_000), NOW, Duration.ofSeconds(30));
        for (int attempt = 0; attempt < 1_000; attempt++) {
            entry = entry.count(attempt % 2 + "ConfigurationSetDoesNotExist-or-longer", NOW, false);
        }
        for (int attempt = 0; attempt < 10; attempt++) {
            entry = LedgerEntry.claim(Optional.of(entry), owner(1_000_000 + attempt), NOW, Duration.ofSeconds(30))
                    .end(
                            LedgerStatus.UNCERTAIN,
                            new Attempt(NOW, "ConfigurationSetDoesNotExist-or-longer", AttemptFault.UNCERTAIN),
                            MailFacts.NONE);
        }
        LedgerEntry sent = entry.end(
                LedgerStatus.SENT,
                new Attempt(NOW, "sent", AttemptFault.NONE),
                new MailFacts(
                        Optional.of("assignments[12]"),
                        Optional.of("https://example.com/" + "u".repeat(130)),
                        Optional.of("010001" + "0".repeat(54))));
        String prefix = "assignment-mailer/mail/";

        new StateTableStore(table, prefix).replace(key, Optional.empty(), sent);

        assertThat(size(AttributeValue.fromM(table.read(prefix + key)))).isBetween(800, 1_024);
    }

    /** What was before takes the room of older attempts. */
    @Test
    void anItemMailedOnceMoreStaysBelowAKilobyteAsWell() {
        String key = "c".repeat(64) + "/" + "k".repeat(128);
        MailFacts facts = new MailFacts(
                Optional.of("assignments[12]"),
                Optional.of("https://example.com/" + "u".repeat(130)),
                Optional.of("010001" + "0".repeat(54)));
        LedgerEntry entry = LedgerEntry.claim(Optional.empty(), owner(1_000_000), NOW, Duration.ofSeconds(30));
        for (int mail = 0; mail < 12; mail++) {
            for (int attempt = 0; attempt < 50; attempt++) {
                entry = entry.count(attempt % 2 + "ConfigurationSetDoesNotExist-or-longer", NOW, false);
            }
            LedgerEntry sent = entry.end(LedgerStatus.SENT, new Attempt(NOW, "sent", AttemptFault.NONE), facts);
            entry = LedgerEntry.claim(Optional.of(sent.again()), owner(1_000_000 + mail), NOW, Duration.ofSeconds(30));
        }
        LedgerEntry last = entry.count("ConfigurationSetDoesNotExist-or-longer", NOW, false)
                .count("ConfigurationSetDoesNotExist-or-longer", NOW, false)
                .count("ConfigurationSetDoesNotExist-or-longer", NOW, false)
                .end(LedgerStatus.SENT, new Attempt(NOW, "sent", AttemptFault.NONE), facts);
        LedgerEntry first = LedgerEntry.claim(Optional.empty(), owner(1_000_000), NOW, Duration.ofSeconds(30));
        for (int attempt = 0; attempt < 50; attempt++) {
            first = first.count(attempt % 2 + "ConfigurationSetDoesNotExist-or-longer", NOW, false);
        }
        String prefix = "assignment-mailer/mail/";
        StateTableStore store = new StateTableStore(table, prefix);

        store.replace(key, Optional.empty(), last);
        store.replace(
                "once",
                Optional.empty(),
                first.end(LedgerStatus.SENT, new Attempt(NOW, "sent", AttemptFault.NONE), facts));

        int ofOnce = size(AttributeValue.fromM(table.read(prefix + "once"))) - "once".length() + key.length();
        assertThat(size(AttributeValue.fromM(table.read(prefix + key))))
                .isLessThan(1_024)
                .isLessThanOrEqualTo(ofOnce);
        assertThat(store.find(key)).contains(last);
        assertThat(last.before()).contains(new MailedBefore(12, NOW, facts.messageId()));
    }

    @Test
    void readsBackWhoWasAdopted() {
        LedgerEntry adopted = LedgerEntry.adopted("process/adoption", NOW);

        entries.replace("c-1", Optional.empty(), adopted);

        assertThat(entries.find("c-1")).contains(adopted);
        assertThat(entries.replace("c-1", Optional.empty(), CLAIM)).contains(adopted);
    }

    private static String owner(long ticket) {
        return UUID.randomUUID() + "/" + ticket;
    }

    private static int size(AttributeValue value) {
        return switch (value.type()) {
            case S -> value.s().getBytes(StandardCharsets.UTF_8).length;
            case N -> (value.n().length() + 1) / 2 + 1;
            case L ->
                3 + value.l().stream().mapToInt(element -> 1 + size(element)).sum();
            case M ->
                value.m().entrySet().stream()
                        .mapToInt(entry -> entry.getKey().length() + size(entry.getValue()))
                        .sum();
            default -> throw new AssertionError("no item of the ledger has a " + value.type());
        };
    }

    @Test
    void keepsEachAttempt() {
        LedgerEntry failed = CLAIM.end(
                LedgerStatus.FAILED, new Attempt(NOW, "a proxy's\n code", AttemptFault.EVERYBODY), MailFacts.NONE);

        entries.replace("c-1", Optional.empty(), failed);

        assertThat(entries.find("c-1").orElseThrow().kept())
                .containsExactly(new Attempt(NOW, "a-proxy's-code", AttemptFault.EVERYBODY));
    }

    @Test
    void givesBackWhatIsInTheWay() {
        entries.replace("c-1", Optional.empty(), CLAIM);
        entries.replace("c-1", Optional.of(CLAIM), SENT);

        Optional<LedgerEntry> conflict = entries.replace("c-1", Optional.empty(), CLAIM);

        assertThat(conflict).contains(SENT);
        assertThat(entries.find("c-1")).contains(SENT);
        assertThat(entries.find("c-2")).isEmpty();
    }

    @Test
    void writesOnlyOverWhatWasExpected() {
        LedgerEntry takenOver = LedgerEntry.claim(Optional.of(CLAIM), "exchange-2", NOW, Duration.ofSeconds(30));
        entries.replace("c-1", Optional.empty(), CLAIM);
        entries.replace("c-1", Optional.of(CLAIM), takenOver);

        Optional<LedgerEntry> conflict = entries.replace("c-1", Optional.of(CLAIM), SENT);

        assertThat(conflict).contains(takenOver);
    }

    @Test
    void anEntryThatWasDeletedByHandIsNotInTheWay() {
        Optional<LedgerEntry> conflict = entries.replace("c-1", Optional.of(CLAIM), SENT);

        assertThat(conflict).isEmpty();
    }

    @Test
    void aWriteWhoseAnswerGotLostCountsAsWrittenTheSecondTime() {
        answersGetLost = true;
        assertThatExceptionOfType(LedgerUnavailableException.class)
                .isThrownBy(() -> entries.replace("c-1", Optional.empty(), CLAIM));
        answersGetLost = false;

        Optional<LedgerEntry> conflict = entries.replace("c-1", Optional.empty(), CLAIM);

        assertThat(conflict).isEmpty();
    }

    @Test
    void whatTheTableRefusesForItselfIsNotThatTheTableIsUnavailable() {
        String tooLong = "x".repeat(2_049);

        assertThatExceptionOfType(LedgerRefusedException.class)
                .isThrownBy(() -> entries.replace(tooLong, Optional.empty(), CLAIM));
    }

    @Test
    void aThrottledWriteIsNoRefusalOfItsItem() {
        failures.add(ProvisionedThroughputExceededException.builder()
                .awsErrorDetails(AwsErrorDetails.builder()
                        .errorCode("ProvisionedThroughputExceededException")
                        .build())
                .build());

        assertThatExceptionOfType(LedgerUnavailableException.class)
                .isThrownBy(() -> entries.replace("c-1", Optional.empty(), CLAIM));
    }

    /** As a table is that somebody made anew, by another template. */
    @Test
    void whatTheTableRefusesOfEverybodyIsThatItIsUnavailable() {
        String other = "other-" + System.nanoTime();
        aws.dynamoDb().createTable(create -> create.tableName(other)
                .keySchema(KeySchemaElement.builder()
                        .attributeName("pk")
                        .keyType(KeyType.HASH)
                        .build())
                .attributeDefinitions(AttributeDefinition.builder()
                        .attributeName("pk")
                        .attributeType(ScalarAttributeType.S)
                        .build())
                .billingMode(BillingMode.PAY_PER_REQUEST));
        StateTableStore ofAnotherKey = new StateTableStore(new StateTable(aws.dynamoDb(), other), "service/mail/");

        assertThatExceptionOfType(LedgerUnavailableException.class)
                .isThrownBy(() -> ofAnotherKey.replace("c-1", Optional.empty(), CLAIM));
    }

    @Test
    void findingOutWhomTheTableRefusesLeavesNothingBehind() {
        assertThatExceptionOfType(LedgerRefusedException.class)
                .isThrownBy(() -> entries.replace("x".repeat(2_049), Optional.empty(), CLAIM));

        assertThat(aws.dynamoDb().scan(scan -> scan.tableName(table.name())).items())
                .isEmpty();
    }

    /** Apache's client is, for good, after an Error in one of its calls. */
    @Test
    void whateverTheClientThrowsIsThatTheTableIsUnavailable() {
        failures.add(new IllegalStateException("Connection pool shut down"));
        failures.add(new IllegalStateException("Connection pool shut down"));

        assertThatExceptionOfType(LedgerUnavailableException.class)
                .isThrownBy(() -> entries.replace("c-1", Optional.empty(), CLAIM));
        assertThatExceptionOfType(LedgerUnavailableException.class).isThrownBy(() -> entries.find("c-1"));
    }

    @Test
    void anEntryThatCannotBeReadIsOneItemsFault() {
        aws.dynamoDb().putItem(put -> put.tableName(table.name())
                .item(Map.of(
                        "id", AttributeValue.fromS("service/mail/c-1"), "status", AttributeValue.fromS("HANDLED"))));

        assertThatExceptionOfType(LedgerRefusedException.class)
                .isThrownBy(() -> entries.replace("c-1", Optional.empty(), CLAIM));
    }

    @Test
    void oneOfManyAtOnceClaims() {
        long claimed = IntStream.range(0, 16)
                .parallel()
                .mapToObj(i -> LedgerEntry.claim(Optional.empty(), "exchange-" + i, NOW, Duration.ofSeconds(30)))
                .filter(claim -> entries.replace("c-1", Optional.empty(), claim).isEmpty())
                .count();

        assertThat(claimed).isEqualTo(1);
    }

    private static MailEvent bounce() {
        return bounce("General 5.1.1 " + "x".repeat(100));
    }

    private static MailEvent bounce(String detail) {
        return new MailEvent(
                MailEventKind.BOUNCE_PERMANENT, CLAIM.claims().latest(), NOW.plusSeconds(2), "abcd", detail);
    }

    /** As SES may publish an event before the response to the call has arrived. */
    @Test
    void anEventBeforeTheAnswerAndTheAnswerKeepEachOthersAttributes() {
        entries.replace("c-1", Optional.empty(), CLAIM);
        new MailEventNotes(entries).note("c-1", bounce(), "m-1");

        entries.replace("c-1", Optional.of(CLAIM), SENT);

        LedgerEntry stored = entries.find("c-1").orElseThrow();
        assertThat(stored.status()).isEqualTo(LedgerStatus.SENT);
        assertThat(stored.facts().messageId()).contains("m-1");
        assertThat(stored.facts().rule()).contains("assignments[0]");
        assertThat(stored.events().all()).contains(bounce());
    }

    /** Whoever claims has decided by the events that it knew. */
    @Test
    void aClaimIsNotWrittenOverAnEventThatItDoesNotKnow() {
        LedgerEntry failed =
                CLAIM.end(LedgerStatus.FAILED, new Attempt(NOW, "503", AttemptFault.EVERYBODY), MailFacts.NONE);
        LedgerEntry next = LedgerEntry.claim(Optional.of(failed), "exchange-2", NOW, Duration.ofSeconds(30));
        entries.replace("c-1", Optional.empty(), CLAIM);
        new MailEventNotes(entries).note("c-1", bounce(), "m-1");
        entries.replace("c-1", Optional.of(CLAIM), failed);

        Optional<LedgerEntry> conflict = entries.replace("c-1", Optional.of(failed), next);

        assertThat(conflict.orElseThrow().settled()).isPresent();
        assertThat(entries.replace("c-1", conflict, next)).isEmpty();
    }

    @Test
    void anEventAfterTheAnswerKeepsAllOfIt() {
        entries.replace("c-1", Optional.empty(), CLAIM);
        entries.replace("c-1", Optional.of(CLAIM), SENT);

        new MailEventNotes(entries).note("c-1", bounce(), "m-1");

        LedgerEntry stored = entries.find("c-1").orElseThrow();
        assertThat(stored.with(MailEvents.NONE)).isEqualTo(SENT);
        assertThat(stored.undelivered()).contains(bounce());
    }

    @Test
    void anEventSettlesAnUncertainAttemptByOneReadAndOneWrite() {
        LedgerEntry uncertain = CLAIM.end(
                LedgerStatus.UNCERTAIN,
                new Attempt(NOW, "timeout", AttemptFault.UNCERTAIN),
                SENT.facts().withoutMessageId());
        entries.replace("c-1", Optional.empty(), CLAIM);
        entries.replace("c-1", Optional.of(CLAIM), uncertain);
        calls.clear();

        new MailEventNotes(entries).note("c-1", bounce(), "m-7");

        assertThat(calls).containsExactly("getItem", "updateItem");
        assertThat(table.read("service/mail/c-1"))
                .containsEntry("status", AttributeValue.fromS("SENT"))
                .containsEntry("messageId", AttributeValue.fromS("m-7"));
    }

    @Test
    void twoEventsAtOnceAreBothKept() {
        entries.replace("c-1", Optional.empty(), CLAIM);
        LedgerEntry read = entries.find("c-1").orElseThrow();
        MailEvent delivery =
                new MailEvent(MailEventKind.DELIVERY, CLAIM.claims().latest(), NOW.plusSeconds(1), "-", "");
        new MailEventNotes(entries).note("c-1", bounce(), "m-1");

        Optional<LedgerEntry> conflict =
                entries.note("c-1", read, read.with(read.events().with(delivery, read.claims())));
        new MailEventNotes(entries).note("c-1", delivery, "m-1");

        assertThat(conflict.orElseThrow().events().all()).contains(bounce()).doesNotContain(delivery);
        assertThat(entries.find("c-1").orElseThrow().events().all()).contains(delivery, bounce());
    }

    @Test
    void anEventWritesOverNoOtherThatCameMeanwhile() {
        entries.replace("c-1", Optional.empty(), CLAIM);
        new MailEventNotes(entries).note("c-1", event(MailEventKind.DELIVERY), "m-1");
        LedgerEntry read = entries.find("c-1").orElseThrow();
        new MailEventNotes(entries).note("c-1", bounce(), "m-1");

        Optional<LedgerEntry> conflict =
                entries.note("c-1", read, read.with(read.events().with(event(MailEventKind.COMPLAINT), read.claims())));

        assertThat(conflict.orElseThrow().events().all()).contains(bounce());
        assertThat(entries.find("c-1").orElseThrow().events().all()).contains(event(MailEventKind.DELIVERY), bounce());
    }

    private static MailEvent event(MailEventKind kind) {
        return new MailEvent(kind, CLAIM.claims().latest(), NOW.plusSeconds(1), "-", "");
    }

    @Test
    void anEntryDeletedByHandTakesNoEvent() {
        entries.replace("c-1", Optional.empty(), CLAIM);
        LedgerEntry read = entries.find("c-1").orElseThrow();
        aws.dynamoDb().deleteItem(delete -> delete.tableName(table.name())
                .key(Map.of("id", AttributeValue.fromS("service/mail/c-1"))));

        Optional<LedgerEntry> conflict =
                entries.note("c-1", read, read.with(read.events().with(bounce(), read.claims())));

        assertThat(conflict).isEmpty();
        assertThat(entries.find("c-1")).isEmpty();
    }

    /** A mail sent at the first attempt that bounced, with a long answer and the longest key. */
    @Test
    void theItemOfABouncedMailStaysBelowAKilobyte() {
        String key = "c".repeat(64) + "/" + "k".repeat(128);
        String prefix = "assignment-mailer/mail/";
        StateTableStore store = new StateTableStore(table, prefix);
        store.replace(key, Optional.empty(), CLAIM);
        store.replace(key, Optional.of(CLAIM), SENT);

        new MailEventNotes(store).note(key, bounce(), "m-1");

        assertThat(size(AttributeValue.fromM(table.read(prefix + key)))).isLessThan(1_024);
    }

    /** Servers answer in any language, and a long answer is cut anywhere. */
    @ParameterizedTest
    @ValueSource(strings = {"\ud83d\udce7", "\ud83d", "\udce7", "\u6536\u4ef6", "\u0000"})
    void anAnswerInAnyLettersIsNotedAndLeavesTheItemBelowAKilobyte(String letters) {
        String key = "c".repeat(64) + "/" + "k".repeat(128);
        String prefix = "assignment-mailer/mail/";
        StateTableStore store = new StateTableStore(table, prefix);
        MailEventNotes notes = new MailEventNotes(store);
        store.replace(key, Optional.empty(), CLAIM);
        store.replace(key, Optional.of(CLAIM), SENT);

        MailEvent bounce = bounce("550 5.1.1" + letters.repeat(120));

        notes.note(
                key, new MailEvent(MailEventKind.BOUNCE_TRANSIENT, bounce.claim(), NOW, "-", bounce.detail()), "m-1");
        notes.note(key, bounce, "m-1");

        assertThat(store.find(key).orElseThrow().undelivered()).contains(bounce);
        assertThat(size(AttributeValue.fromM(table.read(prefix + key)))).isLessThan(1_024);
    }

    /** No conditional write over events that are stored in another form than they are written would ever succeed. */
    @Test
    void eventsThatWereChangedByHandEndNoEventInALoop() {
        entries.replace("c-1", Optional.empty(), CLAIM);
        String line = "delivery " + CLAIM.claims().latest() + " 2026-11-22T12:00:02.000Z - " + "by hand ".repeat(30);
        aws.dynamoDb().updateItem(update -> update.tableName(table.name())
                .key(Map.of("id", AttributeValue.fromS("service/mail/c-1")))
                .updateExpression("SET events = :events")
                .expressionAttributeValues(
                        Map.of(":events", AttributeValue.fromL(List.of(AttributeValue.fromS(line))))));

        Executable note = () -> new MailEventNotes(entries).note("c-1", bounce(), "m-1");

        assertThatExceptionOfType(LedgerRefusedException.class)
                .isThrownBy(() -> assertTimeoutPreemptively(Duration.ofSeconds(10), note));
    }
}
