package assignmentmailer.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import assignmentmailer.assignment.AssignmentRule;
import assignmentmailer.assignment.AssignmentRules;
import assignmentmailer.assignment.RuleFailedException;
import assignmentmailer.assignment.RuleLanguage;
import assignmentmailer.candidate.Candidate;
import assignmentmailer.candidate.CandidateAttributes;
import assignmentmailer.candidate.CandidateReader;
import assignmentmailer.ledger.LedgerLookup;
import assignmentmailer.local.CandidatesTable;
import assignmentmailer.local.DynamoDbProxy;
import assignmentmailer.local.EmbeddedAws;
import assignmentmailer.state.StateTable;
import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

class ExplainerTest {
    private static final Instant NOW = Instant.parse("2026-11-25T12:00:00Z");
    private static final String PREFIX = "assignment-mailer/mail/";

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

    @Test
    void explainsAMailedCandidateInWholeLines() {
        item("c-1", Map.of("email", "ada@example.com", "fullname", "Ada", "experience", "12"));
        entry("c-1", "SENT", 7, "2026-11-25T10:00:00.123Z Throttling throttling", "2026-11-25T11:00:00Z sent none");

        Explanation explanation = explain("c-1");

        assertThat(new ExplanationText(explanation, false).lines())
                .containsExactly(
                        "candidates/c-1",
                        "  item     Ada, a***@example.com, 12 years",
                        "  rule     assignments[0] does not match: 12 years are above its limit, 5",
                        "  rule     assignments[1] matches: it takes all remaining candidates",
                        "  mails    https://example.com/2.zip",
                        "  ledger   SENT at 2026-11-25T11:00:00Z, 7 attempts, 2 failures count against the mail, 1 may have"
                                + " sent it",
                        "  mailed   https://example.com/1.zip, by assignments[0]",
                        "  message  m-1",
                        "  attempt  1. 2026-11-25T10:00:00.123Z Throttling, nobody's fault: SES throttles",
                        "  attempt  7. 2026-11-25T11:00:00Z sent",
                        "  letter   none in dead-letters",
                        "  next     mailed: SES took the mail, and nothing more happens; to mail the candidate once more:"
                                + " backfill --send --id c-1 --again");
    }

    @Test
    void explainsForAScript() throws Exception {
        item("c-2", Map.of("email", "ada@example.com", "experience", "4"));
        entry("c-2", "FAILED", 1, "2026-11-25T11:00:00Z MessageRejected mail");

        String json = Json.text(new ExplanationJson(explain("c-2"), false).object());

        JsonNode read = Json.tree(json);
        assertThat(read.at("/candidate").asText()).isEqualTo("candidates/c-2");
        assertThat(read.at("/item/email").asText()).isEqualTo("a***@example.com");
        assertThat(read.at("/rules/0/outcome").asText()).isEqualTo("matches");
        assertThat(read.at("/assignment/content").asText()).isEqualTo("https://example.com/1.zip");
        assertThat(read.at("/ledger/kept/0/fault").asText()).isEqualTo("mail");
        assertThat(read.at("/deadLetter/isLookedUp").asBoolean()).isTrue();
        assertThat(read.at("/next").asText()).isEqualTo("retried");
        assertThat(json).doesNotContain("ada@");
    }

    @Test
    void showsTheWholeAddressOnlyIfAsked() throws Exception {
        item("c-3", Map.of("email", "ada@example.com", "experience", "4"));
        Explanation explanation = explain("c-3");

        assertThat(new ExplanationText(explanation, true).lines())
                .anyMatch(line -> line.contains("(no name), ada@example.com, 4 years"));
        assertThat(Json.text(new ExplanationJson(explanation, true).object())).contains("ada@example.com");
        assertThat(String.join("\n", new ExplanationText(explanation, false).lines()))
                .doesNotContain("ada@");
    }

    @Test
    void explainsABadRecord() {
        item("c-4", Map.of("email", "nobody", "experience", "4"));

        Explanation explanation = explain("c-4");

        assertThat(explanation.outlook().next()).isEqualTo(NextStep.BAD_RECORD);
        assertThat(new ExplanationText(explanation, false).lines())
                .contains("  item     bad record: the attribute email is not one well-formed address");
    }

    @Test
    void explainsACandidateForWhomARuleFails() {
        item("c-5", Map.of("email", "ada@example.com", "experience", "4"));
        AssignmentRules fails = new AssignmentRules(
                List.of(
                        AssignmentRule.of(URI.create("https://example.com/1.zip"))
                                .when("x"),
                        rule(null)),
                new RuleLanguage() {
                    @Override
                    public Predicate<Candidate> condition(String expression) {
                        return candidate -> {
                            throw new RuleFailedException("nothing is called x there", new IllegalStateException());
                        };
                    }

                    @Override
                    public Function<Candidate, String> text(String expression) {
                        return candidate -> expression;
                    }
                });

        Explanation explanation = explainer(aws.dynamoDb(), "candidates", fails).of("c-5", Optional.empty());

        assertThat(explanation.outlook().next()).isEqualTo(NextStep.BAD_RECORD);
        assertThat(explanation.problem()).hasValueSatisfying(problem -> assertThat(problem)
                .isEqualTo("assignments[0].when cannot be evaluated for this candidate: nothing is called x there"));
    }

    @Test
    void readsTwiceAndWritesNothing() {
        item("c-6", Map.of("email", "ada@example.com", "experience", "4"));
        List<String> calls = new ArrayList<>();
        try (DynamoDbProxy proxy = DynamoDbProxy.before(aws.dynamoDbEndpoint(), (action, document) -> {
                    calls.add(action);
                    return false;
                });
                DynamoDbClient client = client(proxy.endpoint())) {
            explainer(client, "candidates", rules()).of("c-6", Optional.empty());
        }

        assertThat(calls).containsExactly("DescribeTable", "GetItem", "GetItem");
    }

    @Test
    void createsNoStateTable() {
        DynamoDbClient client = aws.dynamoDb();

        Explanation explanation = new Explainer(
                        client,
                        "candidates",
                        reader(),
                        rules(),
                        new LedgerLookup(new StateTable(client, "missing"), PREFIX),
                        keys -> new Letters("dead-letters", true, Optional.empty()),
                        new Policy(true, 5, 10, false),
                        () -> NOW)
                .of("nobody", Optional.empty());

        assertThat(explanation.isKnown()).isFalse();
        assertThat(client.listTables().tableNames()).doesNotContain("missing");
    }

    @Test
    void takesACompositeKey() {
        CandidatesTable.create(aws.dynamoDb(), "applications", "person", "job");
        aws.dynamoDb().putItem(put -> put.tableName("applications")
                .item(Map.of(
                        "person", AttributeValue.fromS("ada"),
                        "job", AttributeValue.fromS("java"),
                        "email", AttributeValue.fromS("ada@example.com"),
                        "experience", AttributeValue.fromN("4"))));

        Explanation explanation =
                explainer(aws.dynamoDb(), "applications", rules()).of("ada", Optional.of("java"));

        assertThat(explanation.isInTable()).isTrue();
        assertThat(explanation.key()).isEqualTo("applications/java/ada");
    }

    @Test
    void anItemOfTheLedgerThatIsNoEntryIsSaidToBe() {
        item("c-7", Map.of("email", "ada@example.com", "experience", "4"));
        aws.dynamoDb().putItem(put -> put.tableName("state")
                .item(Map.of(
                        "id", AttributeValue.fromS(PREFIX + "candidates/c-7"),
                        "status", AttributeValue.fromS("HANDLED"))));

        Explanation explanation = explain("c-7");

        assertThat(explanation.outlook().next()).isEqualTo(NextStep.UNREADABLE_ENTRY);
        assertThat(new ExplanationText(explanation, false).lines()).contains("  ledger   the entry cannot be read");
    }

    @Test
    void namesADeniedPermissionAndAMissingTable() {
        String arn = "arn:aws:dynamodb:us-east-1:000000000000:table/candidates";
        try (DynamoDbProxy proxy = DynamoDbProxy.denying(aws.dynamoDbEndpoint(), Map.of("GetItem", arn));
                DynamoDbClient client = client(proxy.endpoint())) {
            assertThatIllegalStateException()
                    .isThrownBy(() -> explainer(client, "candidates", rules()).of("c-1", Optional.empty()))
                    .withMessageStartingWith("the item cannot be read: denied: allow dynamodb:GetItem on " + arn);
        }
        assertThatIllegalArgumentException()
                .isThrownBy(() -> explainer(aws.dynamoDb(), "nothing", rules()).of("c-1", Optional.empty()))
                .withMessageStartingWith("the table nothing does not exist in this account and region");
    }

    private static Explanation explain(String id) {
        return explainer(aws.dynamoDb(), "candidates", rules()).of(id, Optional.empty());
    }

    private static Explainer explainer(DynamoDbClient client, String table, AssignmentRules rules) {
        return new Explainer(
                client,
                table,
                reader(),
                rules,
                new LedgerLookup(new StateTable(client, "state"), PREFIX),
                keys -> new Letters("dead-letters", true, Optional.empty()),
                new Policy(true, 5, 10, false),
                () -> NOW);
    }

    private static CandidateReader reader() {
        return new CandidateReader(new CandidateAttributes(Optional.empty(), "fullname", "email", "experience"), true);
    }

    private static AssignmentRules rules() {
        return new AssignmentRules(List.of(rule("5"), rule(null)), new RuleLanguage() {
            @Override
            public Predicate<Candidate> condition(String expression) {
                throw new AssertionError("no rule has a condition");
            }

            @Override
            public Function<Candidate, String> text(String expression) {
                throw new AssertionError("no rule has a subject");
            }
        });
    }

    private static AssignmentRule rule(@Nullable String limit) {
        AssignmentRule rule =
                AssignmentRule.of(URI.create("https://example.com/" + (limit == null ? "2" : "1") + ".zip"));
        return limit == null ? rule : rule.upTo(new BigDecimal(limit));
    }

    private static void item(String id, Map<String, String> attributes) {
        Map<String, AttributeValue> item = new HashMap<>();
        item.put("id", AttributeValue.fromS(id));
        attributes.forEach((name, value) -> item.put(name, AttributeValue.fromS(value)));
        aws.dynamoDb().putItem(put -> put.tableName("candidates").item(item));
    }

    private static void entry(String id, String status, int attempts, String... kept) {
        Map<String, AttributeValue> item = new HashMap<>(Map.of(
                "id", AttributeValue.fromS(PREFIX + "candidates/" + id),
                "status", AttributeValue.fromS(status),
                "owner", AttributeValue.fromS("other/1"),
                "token", AttributeValue.fromN("9"),
                "leaseMs", AttributeValue.fromN("30000"),
                "at", AttributeValue.fromS("2026-11-25T11:00:00Z"),
                "maybeSent", AttributeValue.fromN(status.equals("SENT") ? "1" : "0"),
                "counted", AttributeValue.fromN("2"),
                "attempts", AttributeValue.fromN(String.valueOf(attempts)),
                "kept",
                        AttributeValue.fromL(List.of(kept).stream()
                                .map(AttributeValue::fromS)
                                .toList())));
        if (status.equals("SENT")) {
            item.put("rule", AttributeValue.fromS("assignments[0]"));
            item.put("url", AttributeValue.fromS("https://example.com/1.zip"));
            item.put("messageId", AttributeValue.fromS("m-1"));
        }
        aws.dynamoDb().putItem(put -> put.tableName("state").item(item));
    }

    private static DynamoDbClient client(URI endpoint) {
        return DynamoDbClient.builder()
                .endpointOverride(endpoint)
                .region(Region.US_EAST_1)
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("local", "local")))
                .build();
    }
}
