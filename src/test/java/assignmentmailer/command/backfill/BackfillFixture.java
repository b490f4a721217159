package assignmentmailer.command.backfill;

import static org.assertj.core.api.Assertions.assertThat;

import assignmentmailer.assignment.AssignmentRule;
import assignmentmailer.assignment.AssignmentRules;
import assignmentmailer.assignment.RuleFailedException;
import assignmentmailer.assignment.RuleLanguage;
import assignmentmailer.candidate.Candidate;
import assignmentmailer.candidate.CandidateAttributes;
import assignmentmailer.candidate.CandidateReader;
import assignmentmailer.ledger.AdoptionMemory;
import assignmentmailer.ledger.LedgerLookup;
import assignmentmailer.local.CandidatesTable;
import assignmentmailer.local.EmbeddedAws;
import assignmentmailer.state.StateTable;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.net.URI;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** A table of candidates, a state table, and sessions over both with a scripted door. */
public final class BackfillFixture {
    private static final AtomicInteger NUMBERS = new AtomicInteger();
    private static final int RETRIES = 10;
    private static final String PREFIX = "assignment-mailer/mail/";

    private final DynamoDbClient dynamoDb;
    private final String table;
    private final String state;
    private final ScriptedDoor door = new ScriptedDoor();
    private final Running running = new Running();
    private Hook hook = (call, goOn) -> goOn.call();
    private Predicate<Candidate> condition = candidate -> true;
    private double readUnits;

    /** Stands in for some calls to DynamoDB. */
    @FunctionalInterface
    interface Hook {
        Object on(String call, Call goOn) throws Throwable;
    }

    /** The call itself. */
    @FunctionalInterface
    interface Call {
        Object call() throws Throwable;
    }

    /** @param key the attributes of the table's key, one or two */
    public BackfillFixture(EmbeddedAws aws, String... key) {
        int number = NUMBERS.incrementAndGet();
        this.dynamoDb = aws.dynamoDb();
        this.table = "candidates-" + number;
        this.state = "state-" + number;
        CandidatesTable.create(dynamoDb, table, key);
    }

    public void createStateTable() {
        new StateTable(dynamoDb, state).createIfMissing();
    }

    boolean hasStateTable() {
        return new StateTable(dynamoDb, state).exists();
    }

    void hook(Hook calls) {
        hook = calls;
    }

    void condition(Predicate<Candidate> where) {
        condition = where;
    }

    void readUnits(double perSecond) {
        readUnits = perSecond;
    }

    public ScriptedDoor door() {
        return door;
    }

    Running running() {
        return running;
    }

    public String table() {
        return table;
    }

    /** Puts an item with an id, another key attribute if there is one, and an address. */
    public void put(String id, @Nullable String skill, String email) {
        Map<String, AttributeValue> item = new HashMap<>(Map.of(
                "id", AttributeValue.fromS(id),
                "email", AttributeValue.fromS(email),
                "experience", AttributeValue.fromN("3")));
        if (skill != null) {
            item.put("skill", AttributeValue.fromS(skill));
        }
        dynamoDb.putItem(put -> put.tableName(table).item(item));
    }

    /** Puts a candidate with an item of about so many bytes. */
    void put(String id, int bytes) {
        dynamoDb.putItem(put -> put.tableName(table)
                .item(Map.of(
                        "id", AttributeValue.fromS(id),
                        "email", AttributeValue.fromS(id + "@example.com"),
                        "experience", AttributeValue.fromN("3"),
                        "text", AttributeValue.fromS("x".repeat(bytes)))));
    }

    public void put(String id) {
        put(id, null, id + "@example.com");
    }

    void delete(String id) {
        dynamoDb.deleteItem(delete -> delete.tableName(table).key(Map.of("id", AttributeValue.fromS(id))));
    }

    /** Puts an entry of the ledger; a failed one is of a mail that SES refused. */
    public void entry(String id, String status, int maybeSent, String at) {
        entry(
                id,
                status,
                maybeSent,
                at,
                0,
                status.equals("FAILED") ? List.of(at + " MessageRejected mail") : List.of());
    }

    /** Puts an entry of a mail that failed, in the end in such a way, and so often while SES took others. */
    void failed(String id, String fault, int counted) {
        entry(
                id,
                "FAILED",
                0,
                "2026-11-25T12:00:00Z",
                counted,
                List.of("2026-11-25T12:00:00Z ServiceUnavailable " + fault));
    }

    private void entry(String id, String status, int maybeSent, String at, int counted, List<String> kept) {
        Map<String, AttributeValue> entry = new HashMap<>();
        entry.put("id", AttributeValue.fromS(PREFIX + table + "/" + id));
        entry.put("status", AttributeValue.fromS(status));
        entry.put("owner", AttributeValue.fromS("other/1"));
        entry.put("token", AttributeValue.fromN("1"));
        entry.put("leaseMs", AttributeValue.fromN("30000"));
        entry.put("at", AttributeValue.fromS(at));
        entry.put("maybeSent", AttributeValue.fromN(String.valueOf(maybeSent)));
        entry.put("counted", AttributeValue.fromN(String.valueOf(counted)));
        entry.put("attempts", AttributeValue.fromN(String.valueOf(kept.size())));
        entry.put(
                "kept",
                AttributeValue.fromL(kept.stream().map(AttributeValue::fromS).toList()));
        dynamoDb.putItem(put -> put.tableName(state).item(entry));
    }

    /** Adds an event of SES about the only attempt to a candidate's entry. */
    void event(String id, String kind, String at) {
        Map<String, AttributeValue> entry = new HashMap<>(entry(id));
        entry.put("claims", AttributeValue.fromS("abcdef"));
        entry.put("events", AttributeValue.fromL(List.of(AttributeValue.fromS(kind + " abcdef " + at + " -"))));
        dynamoDb.putItem(put -> put.tableName(state).item(entry));
    }

    /** Leaves an adoption as one that is interrupted does. */
    public void beginAdoption(Instant began) {
        new AdoptionMemory(new StateTable(dynamoDb, state), PREFIX, table).begin(began);
    }

    /** Returns when the adoption of a candidate began. */
    public Instant adoptedAt(String id) {
        assertThat(entry(id).get("status").s()).isEqualTo("ADOPTED");
        return Instant.parse(entry(id).get("at").s());
    }

    Map<String, AttributeValue> entry(String id) {
        return new StateTable(dynamoDb, state).read(PREFIX + table + "/" + id);
    }

    public BackfillSession open() {
        DynamoDbClient client = hooked();
        StateTable stateTable = new StateTable(client, state);
        return new BackfillSession(
                new BackfillSession.Parts(
                        client,
                        readUnits,
                        new LedgerLookup(stateTable, PREFIX),
                        stateTable,
                        PREFIX,
                        sorter(),
                        Optional.of(door),
                        4,
                        new Place(
                                table, "123 in us-east-1", state, stateTable.exists(), "jobs@example.com", "letters")),
                dynamoDb.describeTable(describe -> describe.tableName(table)).table(),
                running);
    }

    private CandidateSorter sorter() {
        AssignmentRules rules = new AssignmentRules(
                List.of(
                        AssignmentRule.of(URI.create("https://example.com/1.zip"))
                                .when("x"),
                        AssignmentRule.of(URI.create("https://example.com/2.zip"))),
                new FailingRules());
        return new CandidateSorter(
                new CandidateReader(new CandidateAttributes(Optional.empty(), "fullname", "email", "experience"), true),
                rules,
                condition,
                RETRIES);
    }

    /** Does not close what is shared. */
    private DynamoDbClient hooked() {
        return (DynamoDbClient) Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {DynamoDbClient.class},
                (proxy, method, arguments) -> method.getName().equals("close")
                        ? null
                        : hook.on(method.getName(), () -> {
                            try {
                                return method.invoke(dynamoDb, arguments);
                            } catch (InvocationTargetException failure) {
                                throw failure.getCause();
                            }
                        }));
    }

    /** A condition that no candidate fulfils, and that fails for those whose address begins with "unruly". */
    private static final class FailingRules implements RuleLanguage {
        @Override
        public Predicate<Candidate> condition(String expression) {
            return candidate -> {
                if (candidate.email().value().startsWith("unruly")) {
                    throw new RuleFailedException("unruly", new IllegalStateException());
                }
                return false;
            };
        }

        @Override
        public Function<Candidate, String> text(String expression) {
            return candidate -> expression;
        }
    }
}
