package assignmentmailer.deadletter;

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

/**
 * Converts a record to DynamoDB's own JSON, as maps and lists: the format in which Lambda and EventBridge Pipes deliver
 * it (Lambda developer guide, "Using Lambda with DynamoDB Streams").
 */
final class DynamoDbJson {
    private DynamoDbJson() {}

    static Map<String, Object> of(SdkPojo pojo) {
        Map<String, Object> json = new LinkedHashMap<>();
        for (SdkField<?> field : pojo.sdkFields()) {
            value(field.getValueOrDefault(pojo)).ifPresent(value -> json.put(field.locationName(), value));
        }
        return json;
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
            return list.stream().map(DynamoDbJson::json).toList();
        }
        if (value instanceof SdkBytes bytes) {
            return Base64.getEncoder().encodeToString(bytes.asByteArrayUnsafe());
        }
        return value instanceof Instant instant ? instant.getEpochSecond() : value;
    }
}
