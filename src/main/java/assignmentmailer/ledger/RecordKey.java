package assignmentmailer.ledger;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.camel.Handler;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.Record;

/**
 * Computes the ledger key of a change record: table and whole primary key, so that keys are unique across tables and
 * include the sort key.
 *
 * <p>Partition and sort key may have 2,048 and 1,024 bytes (<a
 * href="https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html">DynamoDB's limits</a>), and
 * the ledger key is part of a partition key in the state table. A long key is therefore replaced by its hash; so is one
 * that may be an e-mail address, since logs contain the key.
 */
public final class RecordKey {
    /**
     * The longest key in bytes: the ledger's item stays below 1 KB, and its id, with the table's name of 255 at most and
     * the ledger's prefix, below a partition key's 2,048 bytes.
     */
    private static final int LONGEST = 128;

    /** The most characters of a number that is rewritten, so that a text which is none takes no time. */
    private static final int LONGEST_NUMBER = 300;

    /** Numbers are between 1E-130 and 1E+126 (DynamoDB developer guide, "Supported data types"). */
    private static final int MOST_DIGITS = 130;

    private final String table;

    public RecordKey(String table) {
        this.table = table;
    }

    /** Returns the ledger key, or null when the record has no key. */
    @Handler
    public @Nullable String of(Record record) {
        if (record.dynamodb() == null || !record.dynamodb().hasKeys()) {
            return null;
        }
        return table + "/" + ofItem(record.dynamodb().keys());
    }

    private static String ofItem(Map<String, AttributeValue> keys) {
        String whole = new TreeMap<>(keys)
                .values().stream().map(RecordKey::text).map(RecordKey::escape).collect(Collectors.joining("/"));
        byte[] bytes = whole.getBytes(StandardCharsets.UTF_8);
        return bytes.length <= LONGEST && whole.indexOf('@') < 0
                ? whole
                : "sha256:" + HexFormat.of().formatHex(sha256(bytes));
    }

    private static String text(AttributeValue value) {
        if (value.s() != null) {
            return value.s();
        }
        return value.n() != null
                ? canonical(value.n())
                : Base64.getEncoder().encodeToString(value.b().asByteArray());
    }

    /**
     * Returns a number as DynamoDB returns it: 7 for 7.0, which is the same key. What cannot be a number of DynamoDB
     * stays as it is.
     */
    private static String canonical(String number) {
        if (number.length() > LONGEST_NUMBER) {
            return number;
        }
        try {
            BigDecimal value = new BigDecimal(number).stripTrailingZeros();
            boolean isOfDynamoDb = Math.abs((long) value.precision() - value.scale()) <= MOST_DIGITS;
            return isOfDynamoDb ? value.toPlainString() : number;
        } catch (NumberFormatException malformed) {
            return number;
        }
    }

    /** Escapes separators, the colon of the hash prefix, and control characters, which would break log lines. */
    private static String escape(String text) {
        return text.codePoints()
                .mapToObj(point -> point == '/' || point == ':' || point == '%' || Character.isISOControl(point)
                        ? "%%%02X".formatted(point)
                        : Character.toString(point))
                .collect(Collectors.joining());
    }

    private static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException everyJvmHasIt) {
            throw new IllegalStateException(everyJvmHasIt);
        }
    }
}
