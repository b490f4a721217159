package assignmentmailer.record;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.util.SdkAutoConstructList;
import software.amazon.awssdk.core.util.SdkAutoConstructMap;
import software.amazon.awssdk.services.dynamodb.model.Identity;
import software.amazon.awssdk.services.dynamodb.model.Record;

/**
 * Writes a change record as DynamoDB's own JSON, the format in which Lambda and EventBridge Pipes deliver it (Lambda
 * developer guide, "Using Lambda with DynamoDB Streams").
 */
public final class RecordJson {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int NANO_DIGITS = 9;

    private RecordJson() {}

    /** Returns the record's JSON as one line. */
    public static String write(Record record) throws JsonProcessingException {
        return JSON.writeValueAsString(toMap(record));
    }

    /** Returns the record's JSON as maps, lists, strings, numbers and booleans. */
    public static Map<String, Object> toMap(Record record) {
        return of(record);
    }

    private static Map<String, Object> of(SdkPojo pojo) {
        Map<String, Object> json = new LinkedHashMap<>();
        for (SdkField<?> field : pojo.sdkFields()) {
            value(field.getValueOrDefault(pojo)).ifPresent(value -> json.put(name(pojo, field), value));
        }
        return json;
    }

    /** Lambda and Pipes write the names in {@code userIdentity} with a small first letter, the SDK with a capital. */
    private static String name(SdkPojo pojo, SdkField<?> field) {
        return pojo instanceof Identity ? decapitalized(field.locationName()) : field.locationName();
    }

    static String decapitalized(String name) {
        return Character.toLowerCase(name.charAt(0)) + name.substring(1);
    }

    private static Optional<Object> value(Object value) {
        if (value == null || value instanceof SdkAutoConstructList || value instanceof SdkAutoConstructMap) {
            return Optional.empty();
        }
        return Optional.of(json(value));
    }

    private static Object json(Object value) {
        if (value instanceof SdkPojo pojo) {
            return of(pojo);
        }
        if (value instanceof Map<?, ?> map) {
            Map<Object, Object> json = new LinkedHashMap<>();
            map.forEach((key, element) -> json.put(key, json(element)));
            return json;
        }
        if (value instanceof List<?> list) {
            return list.stream().map(RecordJson::json).toList();
        }
        if (value instanceof SdkBytes bytes) {
            return Base64.getEncoder().encodeToString(bytes.asByteArrayUnsafe());
        }
        return value instanceof Instant instant ? epochSeconds(instant) : value;
    }

    private static Number epochSeconds(Instant instant) {
        if (instant.getNano() == 0) {
            return instant.getEpochSecond();
        }
        return BigDecimal.valueOf(instant.getEpochSecond())
                .add(BigDecimal.valueOf(instant.getNano(), NANO_DIGITS))
                .stripTrailingZeros();
    }
}
