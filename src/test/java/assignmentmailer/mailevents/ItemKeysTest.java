package assignmentmailer.mailevents;

import static org.assertj.core.api.Assertions.assertThat;

import assignmentmailer.ledger.RecordKey;
import java.math.BigDecimal;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.BigRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.Record;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;
import software.amazon.awssdk.services.dynamodb.model.TableDescription;

class ItemKeysTest {
    private static TableDescription table(ScalarAttributeType partition, ScalarAttributeType sort) {
        return TableDescription.builder()
                .keySchema(element("id", KeyType.HASH), element("at", KeyType.RANGE))
                .attributeDefinitions(attribute("id", partition), attribute("at", sort))
                .build();
    }

    private static KeySchemaElement element(String name, KeyType type) {
        return KeySchemaElement.builder().attributeName(name).keyType(type).build();
    }

    private static AttributeDefinition attribute(String name, ScalarAttributeType type) {
        return AttributeDefinition.builder()
                .attributeName(name)
                .attributeType(type)
                .build();
    }

    private static String ledgerKey(Map<String, AttributeValue> keys) {
        return new RecordKey("candidates")
                .of(Record.builder().dynamodb(change -> change.keys(keys)).build());
    }

    @Property(tries = 500, seed = "17")
    void returnsToTheItemsKey(
            @ForAll @StringLength(min = 1, max = 15) String id,
            @ForAll @BigRange(min = "-1000000", max = "1000000") BigDecimal number,
            @ForAll @Size(min = 1, max = 20) byte[] bytes) {
        Map<String, AttributeValue> textAndNumber =
                Map.of("id", AttributeValue.fromS(id), "at", AttributeValue.fromN(number.toPlainString()));
        Map<String, AttributeValue> bytesAndText =
                Map.of("id", AttributeValue.fromB(SdkBytes.fromByteArray(bytes)), "at", AttributeValue.fromS("x/y:z%"));

        if (!id.contains("@") && isWellFormed(id)) {
            Map<String, AttributeValue> found = ItemKeys.of(
                            table(ScalarAttributeType.S, ScalarAttributeType.N), ledgerKey(textAndNumber))
                    .orElseThrow();
            assertThat(found.get("id").s()).isEqualTo(id);
            assertThat(new BigDecimal(found.get("at").n())).isEqualByComparingTo(number);
        }
        assertThat(ItemKeys.of(table(ScalarAttributeType.B, ScalarAttributeType.S), ledgerKey(bytesAndText)))
                .contains(bytesAndText);
    }

    /** Java escapes a lone surrogate as a question mark. */
    private static boolean isWellFormed(String text) {
        return text.codePoints().noneMatch(point -> Character.getType(point) == Character.SURROGATE);
    }

    @Test
    void knowsNoKeyOfAHash() {
        String key = ledgerKey(Map.of("id", AttributeValue.fromS("jane@example.com")));

        assertThat(ItemKeys.of(table(ScalarAttributeType.S, ScalarAttributeType.S), key))
                .isEmpty();
    }
}
