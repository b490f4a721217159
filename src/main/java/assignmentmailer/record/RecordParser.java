package assignmentmailer.record;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.protocol.MarshallingType;
import software.amazon.awssdk.core.traits.ListTrait;
import software.amazon.awssdk.core.traits.MapTrait;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.Record;
import software.amazon.awssdk.utils.builder.Buildable;

/** Converts one change record's JSON to a record: the inverse of {@link RecordJson}. */
final class RecordParser {
    /**
     * Members that only the record of a Kinesis data stream has (DynamoDB developer guide, "Change data capture for
     * Kinesis Data Streams"): its times have another unit.
     */
    private static final Set<String> OF_KINESIS = Set.of("recordFormat", "tableName");

    /** The most characters of a time: enough for any, and cheap to parse. */
    private static final int LONGEST_TIME = 40;

    private static final int NANO_DIGITS = 9;
    private static final BigDecimal LATEST = BigDecimal.valueOf(Instant.MAX.getEpochSecond());

    private RecordParser() {}

    /** @throws UnreadableRecordException when the JSON is not that of one change record */
    static Record parse(JsonNode json) throws UnreadableRecordException {
        for (String member : OF_KINESIS) {
            if (json.has(member)) {
                throw new UnreadableRecordException("the record is of a Kinesis data stream: it has " + member);
            }
        }
        if (!json.path("eventName").isTextual() || !json.path("dynamodb").isObject()) {
            throw new UnreadableRecordException("the JSON is no change record: eventName or dynamodb is missing");
        }
        Record record = (Record) pojo(Record.builder(), json, "");
        checkKeys(record);
        return record;
    }

    /** Only these types can be a key (DynamoDB developer guide, "Naming rules and data types"). */
    private static void checkKeys(Record record) throws UnreadableRecordException {
        Map<String, AttributeValue> keys = record.dynamodb().keys();
        boolean isKey =
                !keys.isEmpty()
                        && keys.values().stream()
                                .map(AttributeValue::type)
                                .allMatch(EnumSet.of(
                                        AttributeValue.Type.S, AttributeValue.Type.N, AttributeValue.Type.B)::contains);
        if (!isKey) {
            throw new UnreadableRecordException("dynamodb.Keys is not the key of an item");
        }
    }

    private static Object pojo(SdkPojo builder, JsonNode json, String place) throws UnreadableRecordException {
        if (!json.isObject()) {
            throw new UnreadableRecordException(place + " is no JSON object");
        }
        if (builder instanceof AttributeValue.Builder) {
            checkAttribute(builder, json, place);
        }
        for (SdkField<?> field : builder.sdkFields()) {
            JsonNode value = member(json, field.locationName());
            if (value != null && !value.isNull()) {
                field.set(builder, value(field, value, inside(place, field.locationName())));
            }
        }
        return ((Buildable) builder).build();
    }

    /** An attribute value has one member, its type; an unknown one would be lost. */
    private static void checkAttribute(SdkPojo builder, JsonNode json, String place) throws UnreadableRecordException {
        boolean isAttribute = json.size() == 1
                && builder.sdkFields().stream().anyMatch(field -> json.hasNonNull(field.locationName()));
        if (!isAttribute) {
            throw new UnreadableRecordException(place + " is no attribute value");
        }
    }

    /** Lambda and Pipes write the names in {@code userIdentity} with a small first letter, the SDK with a capital. */
    private static @Nullable JsonNode member(JsonNode json, String name) {
        JsonNode value = json.get(name);
        return value == null ? json.get(RecordJson.decapitalized(name)) : value;
    }

    private static Object value(SdkField<?> field, JsonNode json, String place) throws UnreadableRecordException {
        MarshallingType<?> type = field.marshallingType();
        if (type == MarshallingType.SDK_POJO) {
            return pojo(field.constructor().get(), json, place);
        }
        if (type == MarshallingType.LIST) {
            return list(field.getTrait(ListTrait.class).memberFieldInfo(), json, place);
        }
        if (type == MarshallingType.MAP) {
            return map(field.getTrait(MapTrait.class).valueFieldInfo(), json, place);
        }
        if (type == MarshallingType.INSTANT) {
            return instant(json, place);
        }
        if (type == MarshallingType.SDK_BYTES && json.isTextual()) {
            return bytes(json.textValue(), place);
        }
        if (type == MarshallingType.STRING && json.isTextual()) {
            return json.textValue();
        }
        if (type == MarshallingType.BOOLEAN && json.isBoolean()) {
            return json.booleanValue();
        }
        if (type == MarshallingType.LONG && json.canConvertToLong() && json.isIntegralNumber()) {
            return json.longValue();
        }
        throw new UnreadableRecordException(
                place + " is not of the type " + type.getTargetClass().getSimpleName());
    }

    private static List<Object> list(SdkField<?> member, JsonNode json, String place) throws UnreadableRecordException {
        if (!json.isArray()) {
            throw new UnreadableRecordException(place + " is no JSON array");
        }
        List<Object> list = new ArrayList<>();
        for (JsonNode element : json) {
            list.add(value(member, element, place + "[" + list.size() + "]"));
        }
        return list;
    }

    private static Map<String, Object> map(SdkField<?> member, JsonNode json, String place)
            throws UnreadableRecordException {
        if (!json.isObject()) {
            throw new UnreadableRecordException(place + " is no JSON object");
        }
        Map<String, Object> map = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> entry : json.properties()) {
            map.put(entry.getKey(), value(member, entry.getValue(), inside(place, entry.getKey())));
        }
        return map;
    }

    private static SdkBytes bytes(String base64, String place) throws UnreadableRecordException {
        try {
            return SdkBytes.fromByteArray(Base64.getDecoder().decode(base64));
        } catch (IllegalArgumentException malformed) {
            throw new UnreadableRecordException(place + " is not Base64");
        }
    }

    /** Epoch seconds as a number, with or without decimals, or either as a string; or an ISO 8601 instant. */
    private static Instant instant(JsonNode json, String place) throws UnreadableRecordException {
        String text = json.asText();
        if (text.length() > LONGEST_TIME) {
            throw new UnreadableRecordException(place + " is no time");
        }
        try {
            return text.indexOf(':') > 0 ? Instant.parse(text) : ofEpochSeconds(new BigDecimal(text));
        } catch (NumberFormatException | ArithmeticException | DateTimeException malformed) {
            throw new UnreadableRecordException(place + " is no time");
        }
    }

    private static Instant ofEpochSeconds(BigDecimal seconds) {
        if (seconds.compareTo(LATEST) > 0 || seconds.signum() < 0) {
            throw new ArithmeticException("out of range");
        }
        BigDecimal whole = seconds.setScale(0, RoundingMode.FLOOR);
        BigDecimal nanos = seconds.subtract(whole).movePointRight(NANO_DIGITS);
        return Instant.ofEpochSecond(whole.longValueExact(), nanos.longValue());
    }

    private static String inside(String place, String name) {
        return place.isEmpty() ? name : place + "." + name;
    }
}
