package assignmentmailer.command;

import assignmentmailer.assignment.Assignment;
import assignmentmailer.assignment.AssignmentRules;
import assignmentmailer.assignment.RuleVerdict;
import assignmentmailer.candidate.BadRecordException;
import assignmentmailer.candidate.Candidate;
import assignmentmailer.candidate.CandidateReader;
import assignmentmailer.command.backfill.KeyArguments;
import assignmentmailer.ledger.LedgerEntry;
import assignmentmailer.ledger.LedgerLookup;
import assignmentmailer.ledger.LedgerRefusedException;
import assignmentmailer.ledger.RecordKey;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.Record;
import software.amazon.awssdk.services.dynamodb.model.ResourceNotFoundException;
import software.amazon.awssdk.services.dynamodb.model.StreamRecord;
import software.amazon.awssdk.services.dynamodb.model.TableDescription;

/**
 * Explains one candidate by two reads, of the item and of the ledger's entry, after the description of the table that
 * names its key.
 */
public final class Explainer implements Explain {
    private final DynamoDbClient dynamoDb;
    private final String table;
    private final RecordKey keys;
    private final CandidateReader reader;
    private final AssignmentRules rules;
    private final LedgerLookup ledger;
    private final LetterSearch letters;
    private final Policy policy;
    private final InstantSource clock;

    public Explainer(
            DynamoDbClient dynamoDb,
            String table,
            CandidateReader reader,
            AssignmentRules rules,
            LedgerLookup ledger,
            LetterSearch letters,
            Policy policy,
            InstantSource clock) {
        this.dynamoDb = dynamoDb;
        this.table = table;
        this.keys = new RecordKey(table);
        this.reader = reader;
        this.rules = rules;
        this.ledger = ledger;
        this.letters = letters;
        this.policy = policy;
        this.clock = clock;
    }

    @Override
    public Explanation of(String id, Optional<String> sort) {
        Map<String, AttributeValue> key = ItemKey.of(read("the table " + table, () -> describe(table)), id, sort);
        Map<String, AttributeValue> item = read("the item", () -> dynamoDb.getItem(
                        get -> get.tableName(table).key(key).consistentRead(true))
                .item());
        StreamRecord.Builder change = StreamRecord.builder().keys(key);
        Record record = Record.builder()
                .dynamodb((item.isEmpty() ? change : change.newImage(item)).build())
                .build();
        String ledgerKey = String.valueOf(keys.of(record));
        Entry entry = read("the ledger's entry", () -> entry(ledgerKey));
        Letters found = letters.find(record);
        Reading reading = item.isEmpty() ? Reading.NONE : reading(record);
        Outlook outlook = new Forecast(policy, clock.instant(), KeyArguments.of(id, sort, "--id"))
                .of(
                        !item.isEmpty(),
                        reading.problem(),
                        entry.entry(),
                        ledger.idOf(ledgerKey),
                        entry.isReadable(),
                        found);
        return new Explanation(
                ledgerKey,
                !item.isEmpty(),
                reading.candidate(),
                reading.problem(),
                reading.rules(),
                reading.assignment(),
                entry.entry(),
                entry.isReadable(),
                found,
                outlook);
    }

    private TableDescription describe(String name) {
        try {
            return dynamoDb.describeTable(describe -> describe.tableName(name)).table();
        } catch (ResourceNotFoundException missing) {
            throw new IllegalArgumentException(
                    "the table %s does not exist in this account and region: correct candidates.table, AWS_REGION or AWS_PROFILE"
                            .formatted(name),
                    missing);
        }
    }

    private Reading reading(Record record) {
        Candidate candidate;
        try {
            candidate = reader.read(record);
        } catch (BadRecordException bad) {
            return new Reading(Optional.empty(), Optional.of(bad.getMessage()), List.of(), Optional.empty());
        }
        List<RuleVerdict> verdicts = rules.explain(candidate);
        try {
            Assignment assignment = rules.assign(candidate);
            return new Reading(Optional.of(candidate), Optional.empty(), verdicts, Optional.of(assignment));
        } catch (BadRecordException bad) {
            return new Reading(Optional.of(candidate), Optional.of(bad.getMessage()), verdicts, Optional.empty());
        }
    }

    private Entry entry(String key) {
        try {
            return new Entry(ledger.find(key), true);
        } catch (LedgerRefusedException noEntry) {
            return new Entry(Optional.empty(), false);
        }
    }

    private static <T> T read(String what, Supplier<T> call) {
        try {
            return call.get();
        } catch (SdkException failure) {
            throw new IllegalStateException(what + " cannot be read: " + AwsFailure.describe(failure, "*"), failure);
        }
    }

    private record Entry(Optional<LedgerEntry> entry, boolean isReadable) {}

    /** The item, as reader and rules read it. */
    private record Reading(
            Optional<Candidate> candidate,
            Optional<String> problem,
            List<RuleVerdict> rules,
            Optional<Assignment> assignment) {
        static final Reading NONE = new Reading(Optional.empty(), Optional.empty(), List.of(), Optional.empty());
    }
}
