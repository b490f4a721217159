package assignmentmailer.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.Record;

class RecordKeyTest {
    private final RecordKey recordKey = new RecordKey("candidates");

    private static Record record(Map<String, AttributeValue> keys) {
        return Record.builder().dynamodb(change -> change.keys(keys)).build();
    }

    private String keyOf(Map<String, AttributeValue> keys) {
        return recordKey.of(record(keys));
    }

    private static AttributeValue text(String value) {
        return AttributeValue.fromS(value);
    }

    @Test
    void isTableAndId() {
        assertThat(keyOf(Map.of("id", text("c-1")))).isEqualTo("candidates/c-1");
    }

    @Test
    void twoTablesNeverMeet() {
        Record record = record(Map.of("id", text("1")));

        assertThat(new RecordKey("candidates-us").of(record)).isNotEqualTo(recordKey.of(record));
    }

    @Test
    void takesTheWholeOfACompositeKey() {
        assertThat(keyOf(Map.of("id", text("p1"), "position", text("java")))).isEqualTo("candidates/p1/java");
        assertThat(keyOf(Map.of("id", text("p1/java"), "position", text("x"))))
                .isNotEqualTo(keyOf(Map.of("id", text("p1"), "position", text("java/x"))));
    }

    @Test
    void takesNumbersAndBytes() {
        assertThat(keyOf(Map.of("id", AttributeValue.fromN("7")))).isEqualTo("candidates/7");
        assertThat(keyOf(Map.of("id", AttributeValue.fromB(SdkBytes.fromByteArray(new byte[] {1, 2})))))
                .isEqualTo("candidates/AQI=");
    }

    /** DynamoDB finds the same item by each; a letter or message may have been written by hand. */
    @Test
    void isTheSameForAllFormsOfANumber() {
        for (String form : List.of("100", "100.0", "0100", "1E2", "+100.00")) {
            assertThat(keyOf(Map.of("id", AttributeValue.fromN(form)))).isEqualTo("candidates/100");
        }
        assertThat(keyOf(Map.of("id", AttributeValue.fromN("-0.50")))).isEqualTo("candidates/-0.5");
    }

    @Test
    void leavesNumbersThatDynamoDbCannotHave() {
        for (String text : List.of("1E999999999", "1E-999999999", "no number", "9".repeat(127))) {
            assertThat(keyOf(Map.of("id", AttributeValue.fromN(text)))).isEqualTo("candidates/" + text);
        }
    }

    @Test
    void hashesALongKeyToOneThatFitsAPartitionKey() {
        String one = keyOf(Map.of("id", text("x".repeat(2047) + "a")));
        String other = keyOf(Map.of("id", text("x".repeat(2047) + "b")));

        assertThat(one).startsWith("candidates/sha256:").isNotEqualTo(other);
        assertThat(one.getBytes(StandardCharsets.UTF_8).length).isLessThan(256);
        assertThat(keyOf(Map.of("id", text("x".repeat(128))))).endsWith("xxx");
        assertThat(keyOf(Map.of("id", text("x".repeat(129))))).startsWith("candidates/sha256:");
        assertThat(keyOf(Map.of("id", text(one.substring("candidates/".length())))))
                .isNotEqualTo(one);
    }

    @Test
    void hashesAKeyThatMayBeAnAddress() {
        assertThat(keyOf(Map.of("id", text("jose@example.com")))).matches("candidates/sha256:[0-9a-f]{64}");
        assertThat(keyOf(Map.of("id", text("@jose")))).startsWith("candidates/sha256:");
        assertThat(keyOf(Map.of("id", text("c-1"), "email", text("josé@例え.jp"))))
                .matches("candidates/sha256:[0-9a-f]{64}");
    }

    @Test
    void endsNoLine() {
        assertThat(keyOf(Map.of("id", text("evil\nline\r")))).isEqualTo("candidates/evil%0Aline%0D");
    }

    @Test
    void aRecordWithoutKeysHasNone() {
        assertThat(recordKey.of(Record.builder().build())).isNull();
    }
}
