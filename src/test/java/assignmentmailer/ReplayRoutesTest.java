package assignmentmailer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import assignmentmailer.ledger.WhenUncertain;
import assignmentmailer.mail.SesFaults;
import assignmentmailer.record.RecordJson;
import assignmentmailer.replay.CurrentItem;
import assignmentmailer.replay.ReplaySchedule;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.apache.camel.test.main.junit5.CamelMainTest;
import org.apache.camel.test.main.junit5.ReplaceInRegistry;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;
import software.amazon.awssdk.services.dynamodb.model.GetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.GetItemResponse;
import software.amazon.awssdk.services.dynamodb.model.OperationType;
import software.amazon.awssdk.services.dynamodb.model.Record;

/** The replay of dead letters from a folder, with {@code mail.when-uncertain=dead-letter}. */
@TestInstance(Lifecycle.PER_CLASS)
@CamelMainTest(
        mainClass = AssignmentMailer.class,
        propertyPlaceholderLocations = "file:application.properties",
        properties = {
            "camel.main.routesIncludePattern=file:routes/*.camel.yaml",
            "camel.management.enabled=false",
            "mail.from=Recruiting <" + SesFaults.SENDER + ">",
            "mail.reply-to=hr@example.com",
            "mail.retry-delay=1",
            "mail.retry-delay-limit=2",
            "mail.probe-interval=20",
            "mail.max-rate=1000",
            "dead-letter.uri=mock:dead-letters",
            "replay.enabled=true",
            "replay.folder=target/replay-routes-test/replay"
        },
        replaceRouteFromWith = "send-assignment=direct:stream",
        mockEndpointsAndSkip = "aws2-ses:.*")
class ReplayRoutesTest extends ShippedRoutes {
    private static final Path FOLDER = Path.of("target/replay-routes-test/replay");
    private static final Duration LIMIT = Duration.ofSeconds(20);

    private final Map<String, Map<String, AttributeValue>> items = new ConcurrentHashMap<>();
    private final Map<String, String> refusals = new ConcurrentHashMap<>();

    private final List<String> reads = new CopyOnWriteArrayList<>();
    private volatile Callable<Integer> whenRead = () -> 0;

    @ReplaceInRegistry
    private final CurrentItem currentItem = new CurrentItem(Table::new, "candidates");

    ReplayRoutesTest() {
        super(WhenUncertain.DEAD_LETTER);
    }

    @BeforeEach
    void empty() throws IOException {
        items.clear();
        refusals.clear();
        reads.clear();
        whenRead = () -> 0;
        Files.createDirectories(FOLDER);
        for (Path left : letters(FOLDER)) {
            Files.delete(left);
        }
        script.forgetCalls();
    }

    @Test
    void mailsTheItemAsItIsNowAndRemovesTheLetter() throws Exception {
        Record record = insert("a");
        items.put("a", with("email", "mended@example.com", record));

        replay("a.json", letter(record));

        awaitEmptyFolder();
        assertThat(script.calls("mended@example.com")).isEqualTo(1);
        assertThat(script.candidateCalls()).isEqualTo(1);
        assertThat(deadLetters.getExchanges()).isEmpty();
        assertThat(FOLDER).isEmptyDirectory();
    }

    @Test
    void mailsEachCandidateOfABatchAndPassesOverItsOtherChanges() throws Exception {
        Record first = insert("b-1");
        Record second = insert("b-2");
        Record changed =
                ChangeRecords.record(OperationType.MODIFY, first.dynamodb().newImage());
        keep(first, second);

        replay(
                "b.json",
                "{\"Records\":[%s,%s,%s]}"
                        .formatted(RecordJson.write(first), RecordJson.write(changed), RecordJson.write(second)));

        awaitEmptyFolder();
        assertThat(script.calls("b-1@example.com")).isEqualTo(1);
        assertThat(script.calls("b-2@example.com")).isEqualTo(1);
    }

    @Test
    void passesOverAnErasedCandidate() throws Exception {
        try (LogLines log = new LogLines("replay")) {
            replay("c.json", letter(insert("c")));

            awaitEmptyFolder();
            assertThat(script.candidateCalls()).isZero();
            assertThat(deadLetters.getExchanges()).isEmpty();
            assertThat(log.all())
                    .singleElement()
                    .asString()
                    .isEqualTo("candidates/c is passed over: the table has no such item");
        }
    }

    @Test
    void neverMailsACandidateWhoWasMailed() throws Exception {
        Record record = insert("d");
        keep(record);
        deliveries.untilDone(record);

        replay("d.json", letter(record));

        awaitEmptyFolder();
        assertThat(script.calls("d@example.com")).isEqualTo(1);
        assertThat(deadLetters.getExchanges()).isEmpty();
    }

    @Test
    void mailsAnUncertainCandidateByTheOperatorsDecision() throws Exception {
        Record record = insert("e");
        keep(record);
        script.failInTurn(timeOut());
        deliveries.untilDone(record);
        assertThat(reasons()).containsExactly("uncertain");

        replay("e.json", letter(record));

        awaitEmptyFolder();
        assertThat(script.calls("e@example.com")).isEqualTo(2);
        assertThat(reasons()).containsExactly("uncertain");
    }

    /** One decision is one mail: where that is uncertain as well, the operator decides anew. */
    @Test
    void writesANewLetterWhereTheMailIsUncertainAgain() throws Exception {
        Record record = insert("f");
        keep(record);
        script.failInTurn(timeOut(), timeOut());
        deliveries.untilDone(record);

        replay("f.json", letter(record));

        awaitEmptyFolder();
        assertThat(script.calls("f@example.com")).isEqualTo(2);
        assertThat(reasons()).containsExactly("uncertain", "uncertain");
    }

    @Test
    void writesANewLetterWithTheItemAsItIsNowWhenTheMailFailsAgain() throws Exception {
        Record record = insert("g");
        items.put("g", with("email", "still no address", record));

        replay("g.json", letter(record));

        awaitEmptyFolder();
        assertThat(reasons()).containsExactly("bad-record");
        assertThat(letters().get(0).at("/record/dynamodb/NewImage/email/S").asText())
                .isEqualTo("still no address");
    }

    @Test
    void wrapsAnUnreadableTextOnceHoweverOftenItIsReplayed() throws Exception {
        replay("h.json", "Jane Doe, jane@example.com");
        awaitEmptyFolder();
        JsonNode letter = letters().get(0);

        replay("h2.json", letter.toString());
        awaitEmptyFolder();

        assertThat(reasons()).containsExactly("unreadable", "unreadable");
        assertThat(letters())
                .allSatisfy(each -> assertThat(each.get("text").asText()).isEqualTo("Jane Doe, jane@example.com"));
        assertThat(deadLetters.getExchanges().get(1).getMessage().getHeader("CamelFileName"))
                .isEqualTo(deadLetters.getExchanges().get(0).getMessage().getHeader("CamelFileName"));
    }

    @Test
    void mailsTheReadableRecordsBesideAnUnreadableOne() throws Exception {
        Record record = insert("i");
        keep(record);

        replay("i.json", "[{\"no\":\"record\"}," + RecordJson.write(record) + "]");

        awaitEmptyFolder();
        assertThat(script.calls("i@example.com")).isEqualTo(1);
        assertThat(letters())
                .singleElement()
                .satisfies(letter -> assertThat(letter.get("text").asText()).isEqualTo("{\"no\":\"record\"}"));
    }

    @Test
    void mailsTheOthersWhileOneLetterWaits() throws Exception {
        refusals.put("j-0", "ProvisionedThroughputExceededException");
        replay("j-0.json", letter(insert("j-0")));
        for (int i = 1; i <= 30; i++) {
            Record record = insert("j-" + i);
            keep(record);
            replay("j-" + i + ".json", letter(record));
        }

        await().atMost(LIMIT).until(() -> letters(FOLDER).size() == 1);

        assertThat(FOLDER.resolve("j-0.json")).exists();
        assertThat(script.candidateCalls()).isEqualTo(30);
        assertThat(deadLetters.getExchanges()).isEmpty();
    }

    @Test
    void saysWhyALetterWaitsForTheTable() throws Exception {
        refusals.put("u", "ProvisionedThroughputExceededException");

        try (LogLines log = new LogLines(CurrentItem.class)) {
            replay("u.json", letter(insert("u")));

            await().atMost(LIMIT).until(() -> !log.warnings().isEmpty());
            assertThat(log.warnings()).singleElement().asString().contains("candidates", "stays in the replay folder");
        }
    }

    /** Each item is read only when the others are being read as well. */
    @Test
    void replaysSeveralAtOnce() throws Exception {
        CyclicBarrier reads = new CyclicBarrier(4);
        whenRead = () -> reads.await(LIMIT.toSeconds(), TimeUnit.SECONDS);

        for (int i = 1; i <= 4; i++) {
            replay("o-" + i + ".json", letter(insert("o-" + i)));
        }

        awaitEmptyFolder();
        assertThat(reads.isBroken()).isFalse();
    }

    @Test
    void readsALetterThatWaitsNotBeforeItsTime() throws Exception {
        refusals.put("p", "ProvisionedThroughputExceededException");
        replay("p.json", letter(insert("p")));
        await().atMost(LIMIT).until(() -> reads.contains("p"));

        for (String later : List.of("q-1", "q-2", "q-3")) {
            replay(later + ".json", letter(insert(later)));
            await().atMost(LIMIT).until(() -> letters(FOLDER).size() == 1);
        }

        assertThat(reads).containsExactly("p", "q-1", "q-2", "q-3");
    }

    @Test
    void keepsABatchUntilItsLastCandidateIsMailedAndMailsEachOnce() throws Exception {
        Record first = insert("k-1");
        Record second = insert("k-2");
        keep(first, second);
        script.failInTurn(throttled());

        replay("k.json", "[%s,%s]".formatted(RecordJson.write(first), RecordJson.write(second)));

        awaitEmptyFolder();
        assertThat(script.calls("k-1@example.com")).isEqualTo(2);
        assertThat(script.calls("k-2@example.com")).isEqualTo(1);
    }

    /** A hold may last for hours, with a retry every few seconds. */
    @Test
    void deadLettersABadRecordOfABatchOnceHoweverOftenTheBatchIsReadAgain() throws Exception {
        Record good = insert("w-1");
        keep(good);
        script.failInTurn(throttled(), throttled(), throttled());

        replay("w.json", "[%s,{\"no\":\"record\"}]".formatted(RecordJson.write(good)));

        awaitEmptyFolder();
        assertThat(script.calls("w-1@example.com")).isEqualTo(4);
        assertThat(reasons()).containsExactly("unreadable");
    }

    @ParameterizedTest
    @ValueSource(strings = {"AccessDeniedException", "ResourceNotFoundException"})
    void mailsTheRecordOfTheLetterWhereTheTableCannotBeRead(String refusal) throws Exception {
        String id = "l-" + refusal;
        refusals.put(id, refusal);

        replay("l.json", letter(insert(id)));

        awaitEmptyFolder();
        assertThat(script.calls(id + "@example.com")).isEqualTo(1);
    }

    @Test
    void deadLettersARecordWhoseKeyIsNotOfTheTable() throws Exception {
        refusals.put("m", "ValidationException");

        replay("m.json", letter(insert("m")));

        awaitEmptyFolder();
        assertThat(reasons()).containsExactly("bad-record");
        assertThat(script.candidateCalls()).isZero();
    }

    @Test
    void keepsTheFileWhileItsNewLetterCannotBeKept() throws Exception {
        Record record = insert("n");
        items.put("n", with("email", "no address", record));
        deadLetters.whenAnyExchangeReceived(exchange -> {
            throw new IOException("disk full");
        });

        try (LogLines log = new LogLines(ReplaySchedule.class)) {
            replay("n.json", letter(record));

            await().atMost(LIMIT).until(() -> !log.warnings().isEmpty());
            assertThat(log.warnings()).singleElement().asString().contains("stays in the replay folder", "disk full");
            assertThat(FOLDER.resolve("n.json")).exists();
            assertThat(deadLetters.getReceivedCounter()).isEqualTo(1);
        }
    }

    @Test
    void deadLettersAnEmptyFile() throws Exception {
        replay("r.json", "");

        awaitEmptyFolder();
        assertThat(reasons()).containsExactly("unreadable");
    }

    /** As after a clock was set back, or from a machine whose clock is ahead. */
    @Test
    void replaysALetterWhoseTimeIsInTheFuture() throws Exception {
        Record record = insert("s");
        keep(record);
        Path written = Files.writeString(FOLDER.resolveSibling("s.json"), letter(record));
        Files.setLastModifiedTime(written, FileTime.from(Instant.now().plus(Duration.ofDays(1))));

        Files.move(written, FOLDER.resolve("s.json"));

        awaitEmptyFolder();
        assertThat(script.calls("s@example.com")).isEqualTo(1);
    }

    @Test
    void replaysAFileThatReplacedTheOneInProcess() throws Exception {
        Record first = insert("t-1");
        Record second = insert("t-2");
        keep(first, second);
        AtomicBoolean isReplaced = new AtomicBoolean();
        whenRead = () -> {
            if (isReplaced.compareAndSet(false, true)) {
                Path other = Files.writeString(FOLDER.resolveSibling("t.json"), letter(second));
                Files.move(other, FOLDER.resolve("t.json"), StandardCopyOption.REPLACE_EXISTING);
            }
            return 0;
        };

        replay("t.json", letter(first));

        awaitEmptyFolder();
        assertThat(script.calls("t-1@example.com")).isEqualTo(1);
        assertThat(script.calls("t-2@example.com")).isEqualTo(1);
    }

    private static Exception throttled() {
        return SesFaults.answer(400, "Throttling", "Maximum sending rate exceeded.");
    }

    private static Exception timeOut() {
        return SesFaults.noAnswer(new SocketTimeoutException("Read timed out"));
    }

    private static Record insert(String id) {
        return ChangeRecords.insert(id, id + "@example.com");
    }

    private static Map<String, AttributeValue> with(String attribute, String value, Record record) {
        Map<String, AttributeValue> item = new HashMap<>(record.dynamodb().newImage());
        item.put(attribute, ChangeRecords.text(value));
        return item;
    }

    private void keep(Record... records) {
        for (Record record : records) {
            items.put(record.dynamodb().keys().get("id").s(), record.dynamodb().newImage());
        }
    }

    private String letter(Record record) throws IOException {
        return "{\"reason\":\"exhausted\",\"record\":%s}".formatted(RecordJson.write(record));
    }

    /** Moves a file, which was written a while ago, to the folder. */
    private static void replay(String name, String content) throws IOException {
        Path written = Files.writeString(FOLDER.resolveSibling(name), content);
        Path moved = Files.move(written, FOLDER.resolve(name));
        assertThat(moved).isRegularFile();
    }

    private static void awaitEmptyFolder() {
        await().atMost(LIMIT).until(() -> letters(FOLDER).isEmpty());
    }

    private static List<Path> letters(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.toList();
        }
    }

    /** A table with items by id, some of which it refuses to read. */
    private final class Table implements DynamoDbClient {
        @Override
        public GetItemResponse getItem(GetItemRequest request) {
            assertThat(request.consistentRead()).isTrue();
            String id = request.key().get("id").s();
            reads.add(id);
            try {
                whenRead.call();
            } catch (Exception alone) {
                throw new AssertionError(alone);
            }
            if (refusals.containsKey(id)) {
                throw DynamoDbException.builder()
                        .awsErrorDetails(AwsErrorDetails.builder()
                                .errorCode(refusals.get(id))
                                .build())
                        .build();
            }
            return GetItemResponse.builder().item(items.get(id)).build();
        }

        @Override
        public String serviceName() {
            return SERVICE_NAME;
        }

        @Override
        public void close() {}
    }
}
