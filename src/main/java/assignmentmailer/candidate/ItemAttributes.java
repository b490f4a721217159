package assignmentmailer.candidate;

import java.math.BigDecimal;
import java.util.Base64;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Converts an item's DynamoDB attributes. */
final class ItemAttributes {
    /** DynamoDB developer guide, "Data types": from 1E-130 to 9.9E+125, with 38 digits. */
    private static final int MAX_SCALE = 130 + 38;

    private ItemAttributes() {}

    /** Finds the attribute of exactly that name, otherwise follows the dots into maps. */
    static Optional<AttributeValue> find(Map<String, AttributeValue> item, String name) {
        AttributeValue literal = item.get(name);
        if (literal != null) {
            return Optional.of(literal);
        }
        for (int dot = name.indexOf('.'); dot > 0; dot = name.indexOf('.', dot + 1)) {
            AttributeValue map = item.get(name.substring(0, dot));
            if (map != null && map.hasM()) {
                Optional<AttributeValue> inside = find(map.m(), name.substring(dot + 1));
                if (inside.isPresent()) {
                    return inside;
                }
            }
        }
        return Optional.empty();
    }

    /** Returns a string, number or binary as text. */
    static Optional<String> text(AttributeValue value) {
        return Optional.ofNullable(value.s())
                .or(() -> Optional.ofNullable(value.n()))
                .or(() -> Optional.ofNullable(value.b()).map(ItemAttributes::base64));
    }

    /** Returns a unique text for a key: its values ordered by attribute name, joined by {@code |}. */
    static String key(Map<String, AttributeValue> key) {
        if (key.size() == 1) {
            return text(key.values().iterator().next()).orElse("");
        }
        return new TreeMap<>(key)
                .values().stream()
                        .map(value -> text(value).orElse(""))
                        .map(text -> text.replace("\\", "\\\\").replace("|", "\\|"))
                        .collect(Collectors.joining("|"));
    }

    /** Returns an item as plain Java values, without nulls. */
    static Map<String, Object> plain(Map<String, AttributeValue> item) {
        Map<String, Object> plain = new LinkedHashMap<>();
        item.forEach((name, value) -> plain(value).ifPresent(inside -> plain.put(name, inside)));
        return plain;
    }

    private static Optional<Object> plain(AttributeValue value) {
        return Optional.ofNullable(
                switch (value.type()) {
                    case S -> value.s();
                    case N -> number(value.n());
                    case BOOL -> value.bool();
                    case B -> base64(value.b());
                    case M -> plain(value.m());
                    case L -> flat(value.l().stream().map(ItemAttributes::plain).toList());
                    case SS -> value.ss();
                    case NS ->
                        Decimals.findable(
                                value.ns().stream().map(ItemAttributes::number).toList());
                    case BS -> value.bs().stream().map(ItemAttributes::base64).toList();
                    case NUL, UNKNOWN_TO_SDK_VERSION -> null;
                });
    }

    private static List<Object> flat(Collection<Optional<Object>> values) {
        return Decimals.findable(values.stream().flatMap(Optional::stream).toList());
    }

    /** Returns a number, or its text when it is outside DynamoDB's range, as in a record edited by hand. */
    private static Object number(String text) {
        try {
            BigDecimal number = new BigDecimal(text.strip());
            return Math.abs((long) number.scale()) <= MAX_SCALE ? Decimals.canonical(number) : text;
        } catch (NumberFormatException notANumber) {
            return text;
        }
    }

    private static String base64(SdkBytes bytes) {
        return Base64.getEncoder().encodeToString(bytes.asByteArrayUnsafe());
    }
}
