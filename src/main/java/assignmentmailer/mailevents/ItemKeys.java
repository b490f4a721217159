package assignmentmailer.mailevents;

import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;
import software.amazon.awssdk.services.dynamodb.model.TableDescription;

/** Makes an item's key of a ledger key. */
final class ItemKeys {
    private static final Pattern ESCAPED = Pattern.compile("%([0-9A-F]{2})");
    private static final String HASH = "sha256:";

    private ItemKeys() {}

    /** Returns the key; empty for a ledger key that contains only a hash, or does not fit the table. */
    static Optional<Map<String, AttributeValue>> of(TableDescription table, String ledgerKey) {
        String whole = ledgerKey.substring(ledgerKey.indexOf('/') + 1);
        List<String> names = table.keySchema().stream()
                .map(KeySchemaElement::attributeName)
                .sorted()
                .toList();
        String[] parts = whole.split("/", -1);
        if (whole.startsWith(HASH) || parts.length != names.size()) {
            return Optional.empty();
        }
        Map<String, AttributeValue> key = new HashMap<>();
        for (int i = 0; i < parts.length; i++) {
            key.put(names.get(i), value(typeOf(table, names.get(i)), unescaped(parts[i])));
        }
        return Optional.of(key);
    }

    private static String unescaped(String part) {
        return ESCAPED.matcher(part).replaceAll(escaped -> "\\" + (char) Integer.parseInt(escaped.group(1), 16));
    }

    private static ScalarAttributeType typeOf(TableDescription table, String name) {
        return table.attributeDefinitions().stream()
                .filter(attribute -> attribute.attributeName().equals(name))
                .map(AttributeDefinition::attributeType)
                .findAny()
                .orElseThrow();
    }

    private static AttributeValue value(ScalarAttributeType type, String text) {
        return switch (type) {
            case N -> AttributeValue.fromN(text);
            case B ->
                AttributeValue.fromB(SdkBytes.fromByteArray(Base64.getDecoder().decode(text)));
            default -> AttributeValue.fromS(text);
        };
    }
}
