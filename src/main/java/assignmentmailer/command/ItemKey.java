package assignmentmailer.command;

import java.math.BigDecimal;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;
import software.amazon.awssdk.services.dynamodb.model.TableDescription;

/** Makes an item's key of what an operator types. */
final class ItemKey {
    private ItemKey() {}

    /**
     * Returns the key's attributes.
     *
     * @param id the partition key: a text, a number, or bytes in Base64
     * @param sort the sort key, likewise
     * @throws IllegalArgumentException when they do not fit the table's key; the message names the remedy
     */
    static Map<String, AttributeValue> of(TableDescription table, String id, Optional<String> sort) {
        Map<String, AttributeValue> key = new HashMap<>();
        for (KeySchemaElement element : table.keySchema()) {
            String name = element.attributeName();
            String text = element.keyType() == KeyType.HASH
                    ? id
                    : sort.orElseThrow(() -> new IllegalArgumentException(
                            "the table's key has a second attribute, %s: give its value by --sort".formatted(name)));
            key.put(name, value(name, typeOf(table, name), text));
        }
        if (sort.isPresent() && key.size() == 1) {
            throw new IllegalArgumentException("the table's key is one attribute, %s: leave out --sort"
                    .formatted(table.keySchema().get(0).attributeName()));
        }
        return key;
    }

    private static ScalarAttributeType typeOf(TableDescription table, String name) {
        return table.attributeDefinitions().stream()
                .filter(attribute -> attribute.attributeName().equals(name))
                .map(AttributeDefinition::attributeType)
                .findAny()
                .orElseThrow();
    }

    private static AttributeValue value(String name, ScalarAttributeType type, String text) {
        try {
            return switch (type) {
                // as DynamoDB itself writes numbers
                case N ->
                    AttributeValue.fromN(
                            new BigDecimal(text).stripTrailingZeros().toPlainString());
                case B ->
                    AttributeValue.fromB(
                            SdkBytes.fromByteArray(Base64.getDecoder().decode(text)));
                default -> AttributeValue.fromS(text);
            };
        } catch (IllegalArgumentException malformed) {
            throw new IllegalArgumentException(
                    "the key attribute %s is %s".formatted(name, type == ScalarAttributeType.N ? "a number" : "Base64"),
                    malformed);
        }
    }
}
