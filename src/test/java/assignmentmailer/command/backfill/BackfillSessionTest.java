package assignmentmailer.command.backfill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import assignmentmailer.assignment.RuleFailedException;
import assignmentmailer.command.backfill.MailDoor.End;
import assignmentmailer.command.backfill.MailDoor.Ending;
import assignmentmailer.local.EmbeddedAws;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.DoubleAdder;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BatchGetItemResponse;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;
import software.amazon.awssdk.services.dynamodb.model.KeysAndAttributes;
import software.amazon.awssdk.services.dynamodb.model.ProvisionedThroughputExceededException;
import software.amazon.awssdk.services.dynamodb.model.ResourceNotFoundException;
import software.amazon.awssdk.services.dynamodb.model.ScanResponse;

class BackfillSessionTest {
    private static final Logger LOG = LoggerFactory.getLogger(BackfillSessionTest.class);
    private static final long NO_LIMIT = Long.MAX_VALUE;
    private static final String THEN = "2026-11-25T12:00:00Z";
    private static final Set<Standing> NEVER_MAILED = BackfillSession.toBeMailed(false);

    private static EmbeddedAws aws;

    private BackfillFixture fixture;

    @BeforeAll
    static void start() {
        aws = EmbeddedAws.inMemory();
    }

    @AfterAll
    static void stop() {
        aws.close();
    }

    @BeforeEach
    void prepare() {
        fixture = new BackfillFixture(aws, "id");
        fixture.createStateTable();
    }

    private Tally<Standing> count() throws InterruptedException {
        return fixture.open().count(Set.of(), NO_LIMIT);
    }

    private Tally<Result> mail() throws InterruptedException {
        return fixture.open().mail(NEVER_MAILED, NO_LIMIT, 1);
    }

    private void put(int number) {
        for (int i = 0; i < number; i++) {
            fixture.put("c-" + i);
        }
    }

    private static RuntimeException throttled() {
        return ProvisionedThroughputExceededException.builder()
                .statusCode(400)
                .awsErrorDetails(AwsErrorDetails.builder()
                        .errorCode("ProvisionedThroughputExceededException")
                        .build())
                .build();
    }

    @Test
    void sortsByTheLedgerAndOnlyThenByWhatTheItemContains() throws Exception {
        List.of("new", "sent", "adopted", "failed", "maybe", "uncertain", "claimed", "broken")
                .forEach(fixture::put);
        fixture.put("bad", null, "no address");
        fixture.put("unruly", null, "unruly@example.com");
        fixture.put("sent-bad", null, "no address");
        fixture.put("failed-bad", null, "no address");
        fixture.entry("sent", "SENT", 0, THEN);
        fixture.entry("sent-bad", "SENT", 0, THEN);
        fixture.entry("adopted", "ADOPTED", 0, THEN);
        fixture.entry("failed", "FAILED", 0, THEN);
        fixture.entry("failed-bad", "FAILED", 0, THEN);
        fixture.entry("maybe", "FAILED", 1, THEN);
        fixture.entry("uncertain", "UNCERTAIN", 1, THEN);
        fixture.entry("claimed", "CLAIMED", 0, THEN);
        fixture.entry("broken", "of another version", 0, THEN);

        Tally<Standing> counted = count();

        assertThat(counted.total()).isEqualTo(12);
        assertThat(counted.ids(Standing.NEVER_MAILED)).containsExactly("new");
        assertThat(counted.ids(Standing.SENT)).containsExactlyInAnyOrder("sent", "sent-bad");
        assertThat(counted.ids(Standing.ADOPTED)).containsExactly("adopted");
        assertThat(counted.ids(Standing.FAILED)).containsExactly("failed");
        assertThat(counted.ids(Standing.UNCERTAIN))
                .containsExactlyInAnyOrder("maybe", "uncertain", "claimed", "broken");
        assertThat(counted.ids(Standing.BAD)).containsExactlyInAnyOrder("bad", "unruly", "failed-bad");
    }

    @Test
    void countsAsSentWhatAnEventOfSesHasSettled() throws Exception {
        fixture.put("settled");
        fixture.entry("settled", "UNCERTAIN", 1, THEN);
        fixture.event("settled", "delivery", THEN);

        assertThat(count().ids(Standing.SENT)).containsExactly("settled");
    }

    @Test
    void keepsTheFirstTenIdsAndCountsAll() throws Exception {
        put(25);

        Tally<Standing> counted = count();

        assertThat(counted.count(Standing.NEVER_MAILED)).isEqualTo(25);
        assertThat(counted.ids(Standing.NEVER_MAILED)).hasSize(10).doesNotHaveDuplicates();
    }

    @Test
    void leavesOutWhoDoesNotMatchAndWhoCannotBeDecided() throws Exception {
        put(3);
        fixture.condition(candidate -> {
            if (candidate.id().equals("c-2")) {
                throw new RuleFailedException("nothing is called x there", new IllegalStateException());
            }
            return candidate.id().equals("c-1");
        });

        Tally<Standing> counted = count();

        assertThat(counted.ids(Standing.NEVER_MAILED)).containsExactly("c-1");
        assertThat(counted.ids(Standing.LEFT_OUT)).containsExactly("c-0");
        assertThat(counted.ids(Standing.UNDECIDED)).containsExactly("c-2");
    }

    @Test
    void scansOnThroughThrottlingAndAsksAgainForWhatWasNotRead() throws Exception {
        put(250);
        for (int i = 0; i < 250; i += 2) {
            fixture.entry("c-" + i, "SENT", 0, THEN);
        }
        AtomicInteger calls = new AtomicInteger();
        fixture.hook((call, goOn) -> {
            if (call.equals("scan") && calls.incrementAndGet() % 2 == 0) {
                throw throttled();
            }
            Object answer = goOn.call();
            return call.equals("batchGetItem") ? withoutHalf((BatchGetItemResponse) answer) : answer;
        });

        Tally<Standing> counted = count();

        assertThat(counted.count(Standing.SENT)).isEqualTo(125);
        assertThat(counted.count(Standing.NEVER_MAILED)).isEqualTo(125);
    }

    /** How near below it is depends on the machine; ReadPaceTest has it in virtual time. */
    @Test
    void consumesNoMoreUnitsASecondThanItIsAllowed() throws Exception {
        for (int i = 0; i < 60; i++) {
            fixture.put("c-" + i, 40_000);
        }
        DoubleAdder consumed = new DoubleAdder();
        fixture.readUnits(50);
        fixture.hook((call, goOn) -> {
            Object answer = goOn.call();
            if (answer instanceof ScanResponse page) {
                consumed.add(page.consumedCapacity().capacityUnits());
            }
            return answer;
        });
        BackfillSession session = fixture.open();

        long start = System.nanoTime();
        session.count(Set.of(), NO_LIMIT);
        double seconds = (System.nanoTime() - start) / 1e9;

        LOG.info("{} units in {} s", consumed, seconds);
        assertThat(consumed.sum()).isGreaterThan(290);
        assertThat(consumed.sum() / seconds).isLessThan(55);
    }

    /** Leaves half of the found items out, as DynamoDB does when it throttles. */
    private static BatchGetItemResponse withoutHalf(BatchGetItemResponse answer) {
        Map.Entry<String, List<Map<String, AttributeValue>>> found =
                answer.responses().entrySet().iterator().next();
        int read = (found.getValue().size() + 1) / 2;
        List<Map<String, AttributeValue>> unread = found.getValue().stream()
                .skip(read)
                .map(item -> Map.of("id", item.get("id")))
                .toList();
        return answer.toBuilder()
                .responses(Map.of(found.getKey(), found.getValue().subList(0, read)))
                .unprocessedKeys(
                        unread.isEmpty()
                                ? Map.of()
                                : Map.of(
                                        found.getKey(),
                                        KeysAndAttributes.builder().keys(unread).build()))
                .build();
    }

    @Test
    void countsBesideNoStateTableAndMakesNone() throws Exception {
        BackfillFixture first = new BackfillFixture(aws, "id");
        first.put("c-1");

        BackfillSession session = first.open();

        assertThat(session.place().isLedgerThere()).isFalse();
        assertThat(session.count(Set.of(), NO_LIMIT).count(Standing.NEVER_MAILED))
                .isEqualTo(1);
        assertThat(first.hasStateTable()).isFalse();
    }

    @Test
    void knowsAKeyOfTwoAttributes() throws Exception {
        BackfillFixture composite = new BackfillFixture(aws, "id", "skill");
        composite.createStateTable();
        composite.put("ada", "java", "ada@example.com");
        composite.put("ada", "go", "ada@example.com");
        composite.entry("ada/java", "SENT", 0, THEN);

        Tally<Standing> counted = composite.open().count(Set.of(), NO_LIMIT);
        composite.open().mail(NEVER_MAILED, NO_LIMIT, 1);

        assertThat(counted.ids(Standing.SENT)).containsExactly("--sort=java ada");
        assertThat(counted.ids(Standing.NEVER_MAILED)).containsExactly("--sort=go ada");
        assertThat(composite.door().records())
                .singleElement()
                .satisfies(record -> assertThat(record.dynamodb().keys()).hasSize(2));
    }

    @Test
    void mailsWhoWasNeverMailedAndWithFailedThoseToo() throws Exception {
        put(3);
        fixture.entry("c-0", "FAILED", 0, THEN);
        fixture.entry("c-1", "UNCERTAIN", 1, THEN);

        assertThat(mail().ids(Result.MAILED)).containsExactly("c-2");
        Tally<Result> failedToo = fixture.open().mail(BackfillSession.toBeMailed(true), NO_LIMIT, 1);

        assertThat(failedToo.ids(Result.MAILED)).containsExactlyInAnyOrder("c-0", "c-2");
        assertThat(fixture.door().decisions())
                .noneMatch(decision -> decision.isAgain())
                .filteredOn(decision -> decision.seen().isPresent())
                .hasSize(1);
    }

    /** A command that was stopped or killed between two attempts: no record brings those, and no dead letter tells of them. */
    @Test
    void goesOnWithThoseWhomACommandThatEndedWasToTryAgain() throws Exception {
        put(6);
        fixture.failed("c-0", "everybody", 0);
        fixture.failed("c-1", "account", 0);
        fixture.failed("c-2", "throttling", 0);
        fixture.failed("c-3", "mail", 10);
        fixture.failed("c-4", "mail", 11);
        fixture.failed("c-5", "mail", 0);

        Tally<Standing> counted = count();
        Tally<Result> results = mail();

        assertThat(counted.ids(Standing.WAITING)).containsExactlyInAnyOrder("c-0", "c-1", "c-2", "c-3");
        assertThat(counted.ids(Standing.FAILED)).containsExactlyInAnyOrder("c-4", "c-5");
        assertThat(results.ids(Result.MAILED)).containsExactlyInAnyOrder("c-0", "c-1", "c-2", "c-3");
    }

    @Test
    void mailsNoMoreThanTheLimit() throws Exception {
        put(20);

        assertThat(fixture.open().mail(NEVER_MAILED, 7, 7).count(Result.MAILED)).isEqualTo(7);
        assertThat(fixture.open().count(NEVER_MAILED, 7).count(Standing.NEVER_MAILED))
                .isEqualTo(7);
    }

    /** Between scan and mail a candidate may be erased, or become none. */
    @Test
    void mailsEachItemAsItIsThen() throws Exception {
        put(3);
        fixture.hook((call, goOn) -> {
            if (call.equals("getItem")) {
                fixture.delete("c-0");
                fixture.put("c-1", null, "no address");
                fixture.put("c-2", null, "mended@example.com");
            }
            return goOn.call();
        });

        Tally<Result> results = mail();

        assertThat(results.ids(Result.GONE)).containsExactly("c-0");
        assertThat(results.ids(Result.BAD)).containsExactly("c-1");
        assertThat(fixture.door().records()).singleElement().satisfies(record -> assertThat(
                        record.dynamodb().newImage().get("email").s())
                .isEqualTo("mended@example.com"));
    }

    @Test
    void triesAgainWhatWaitsAndNamesWhatFailed() throws Exception {
        put(3);
        AtomicInteger attempts = new AtomicInteger();
        fixture.door()
                .answer(record -> switch (record.dynamodb().keys().get("id").s()) {
                    case "c-0" ->
                        attempts.incrementAndGet() < 4
                                ? ScriptedDoor.waits(Duration.ofMillis(10))
                                : Ending.of(End.MAILED);
                    case "c-1" -> ScriptedDoor.failed("rejected");
                    default -> Ending.of(End.LEFT);
                });

        Tally<Result> results = mail();

        assertThat(attempts).hasValue(4);
        assertThat(results.ids(Result.MAILED)).containsExactly("c-0");
        assertThat(results.ids(Result.FAILED)).containsExactly("c-1 (rejected)");
        assertThat(results.ids(Result.LEFT)).containsExactly("c-2");
        assertThat(fixture.door().isClosed()).isTrue();
    }

    @Test
    void aStopEndsWhatWaitsAndWhatIsNotTriedYet() throws Exception {
        put(50);
        AtomicInteger mailed = new AtomicInteger();
        fixture.door().answer(record -> {
            if (mailed.incrementAndGet() == 5) {
                fixture.running().stop();
            }
            return mailed.get() < 5 ? Ending.of(End.MAILED) : ScriptedDoor.waits(Duration.ofHours(1));
        });

        Tally<Result> results = mail();

        assertThat(results.total()).isLessThan(10);
        assertThat(fixture.door().isClosed()).isTrue();
    }

    /** A thread that died would never end its mail. */
    @Test
    void endsWithAnErrorThatAMailThrows() {
        put(50);
        fixture.door().answer(record -> {
            throw new StackOverflowError("too deep");
        });

        assertThatThrownBy(this::mail).isInstanceOf(StackOverflowError.class);
    }

    /** Throttling is repeated for ever, but not in a run that has failed. */
    @Test
    @Timeout(20)
    void endsARunThatFailedThoughOtherCallsAreThrottled() throws Exception {
        put(20);
        AtomicInteger reads = new AtomicInteger();
        fixture.hook((call, goOn) -> {
            if (call.equals("getItem")) {
                throw reads.incrementAndGet() == 3 ? denied() : throttled();
            }
            return goOn.call();
        });

        assertThatThrownBy(this::mail).hasMessageContaining("not authorized");
    }

    private static RuntimeException denied() {
        return (RuntimeException) DynamoDbException.builder()
                .statusCode(400)
                .message("not authorized to perform: dynamodb:GetItem")
                .build();
    }

    @Test
    void endsWithTheFirstCallThatIsRefused() {
        put(50);
        fixture.hook((call, goOn) -> {
            if (call.equals("getItem")) {
                throw DynamoDbException.builder()
                        .statusCode(400)
                        .message("not authorized to perform: dynamodb:GetItem")
                        .build();
            }
            return goOn.call();
        });

        assertThatThrownBy(this::mail).hasMessageContaining("dynamodb:GetItem");
        assertThat(fixture.door().records()).isEmpty();
    }

    @Test
    void adoptsOnlyWhoHasNoEntryAndIsACandidate() throws Exception {
        put(3);
        fixture.put("bad", null, "no address");
        fixture.entry("c-0", "FAILED", 0, THEN);
        Instant began = Instant.parse("2026-11-25T12:30:00Z");

        Tally<Result> results = fixture.open().adopt(began, NO_LIMIT, 2);

        assertThat(results.ids(Result.ADOPTED)).containsExactlyInAnyOrder("c-1", "c-2");
        assertThat(fixture.entry("c-0").get("status").s()).isEqualTo("FAILED");
        assertThat(fixture.entry("c-1").get("status").s()).isEqualTo("ADOPTED");
        assertThat(fixture.entry("c-1").get("at").s()).isEqualTo(began.toString());
        assertThat(fixture.entry("bad")).isEmpty();
    }

    /** Otherwise everybody would count as never mailed, and be mailed once more. */
    @Test
    void endsWhenTheLedgerIsDeletedMeanwhile() {
        put(250);
        AtomicInteger calls = new AtomicInteger();
        fixture.hook((call, goOn) -> {
            if (call.equals("batchGetItem") && calls.incrementAndGet() > 1) {
                throw ResourceNotFoundException.builder()
                        .statusCode(400)
                        .message("Requested resource not found")
                        .build();
            }
            return goOn.call();
        });

        assertThatThrownBy(this::count).hasMessageContaining("Requested resource not found");
    }

    /** The routes would wait for it, and for ever where the permission is missing. */
    @Test
    void mailsNobodyWhereTheLedgerMayNotBeWritten() {
        put(3);
        fixture.hook((call, goOn) -> {
            if (call.equals("putItem")) {
                throw DynamoDbException.builder()
                        .statusCode(400)
                        .message("not authorized to perform: dynamodb:PutItem")
                        .build();
            }
            return goOn.call();
        });

        assertThatThrownBy(this::mail).hasMessageContaining("dynamodb:PutItem");
        assertThat(fixture.door().records()).isEmpty();
    }

    @Test
    void remembersWhenAnAdoptionBeganUntilItHasEnded() throws Exception {
        put(20);
        Instant began = Instant.parse("2026-11-25T12:30:00Z");
        AtomicInteger writes = new AtomicInteger();
        fixture.hook((call, goOn) -> {
            if (call.equals("putItem") && writes.incrementAndGet() > 5) {
                throw DynamoDbException.builder()
                        .statusCode(400)
                        .message("not authorized to perform: dynamodb:PutItem")
                        .build();
            }
            return goOn.call();
        });
        assertThatThrownBy(() -> fixture.open().adopt(began, NO_LIMIT, 20)).hasMessageContaining("PutItem");
        assertThat(fixture.open().interruptedAdoption()).contains(began);

        fixture.hook((call, goOn) -> goOn.call());
        fixture.open().adopt(began, NO_LIMIT, 20);

        assertThat(fixture.open().interruptedAdoption()).isEmpty();
    }

    /** The first adoption comes before the first start, which would create the table. */
    @Test
    void adoptsBesideNoStateTableAndMakesIt() throws Exception {
        BackfillFixture first = new BackfillFixture(aws, "id");
        first.put("c-1");

        first.open().adopt(Instant.parse(THEN), NO_LIMIT, 1);

        assertThat(first.entry("c-1").get("status").s()).isEqualTo("ADOPTED");
    }

    /** Records have whole seconds, rounded down, of clocks that differ by less than one. */
    @Test
    void anAdoptionBeginsBetweenWhatIsThereAndWhatComesDuringTheScan() throws Exception {
        Instant before = Instant.now();

        Instant began = fixture.open().adoptionMoment();

        Instant after = Instant.now();
        assertThat(before.plusSeconds(1).truncatedTo(ChronoUnit.SECONDS)).isBefore(began);
        assertThat(after.minusSeconds(1).truncatedTo(ChronoUnit.SECONDS)).isAfterOrEqualTo(began);
        assertThat(began.getNano()).isZero();
    }
}
