package assignmentmailer.deadletter;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The document that keeps a record which cannot be mailed.
 *
 * @param reason see {@link DeadLetterReason}
 * @param errorClass the exception's class
 * @param attempts the number of attempts, 1 or more
 * @param firstFailureTime an ISO 8601 instant, as is {@code lastFailureTime}
 * @param record the whole record in DynamoDB's own JSON, which can be replayed; null when the text is no record
 * @param text the text that is no record; null when there is a record
 * @param shortened true when images, or the end of the text, are left out; null when nothing is
 */
@JsonInclude(Include.NON_NULL)
public record DeadLetter(
        String reason,
        String errorClass,
        @Nullable String errorMessage,
        int attempts,
        String firstFailureTime,
        String lastFailureTime,
        @Nullable String eventId,
        @Nullable String sequenceNumber,
        @Nullable Map<String, Object> record,
        @Nullable String text,
        @Nullable Boolean shortened) {
    /** Event ids of DynamoDB; others could lead out of a folder, be too long, or differ only in case. */
    private static final Pattern EVENT_ID = Pattern.compile("[0-9a-z][0-9a-z-]{0,63}");

    private static final Set<String> IMAGES = Set.of("NewImage", "OldImage");

    /** The most characters of a text in a shortened document. */
    private static final int SHORT = 1_000;

    private static final JsonMapper SORTED = JsonMapper.builder()
            .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
            .build();

    /**
     * Returns the document's file name: always the same for the same record, and another for any other record. Without
     * an event id it contains the content's hash.
     */
    public String fileName() {
        boolean isNamed = eventId != null && EVENT_ID.matcher(eventId).matches();
        return (isNamed ? eventId : "sha256-" + hash()) + ".json";
    }

    /** Returns this document without images and with short texts: at most some 30 KB, and still enough to replay it. */
    DeadLetter shorten() {
        return new DeadLetter(
                reason,
                errorClass,
                shortened(errorMessage),
                attempts,
                firstFailureTime,
                lastFailureTime,
                shortened(eventId),
                shortened(sequenceNumber),
                record == null ? null : withoutImages(record),
                shortened(text),
                true);
    }

    private static @Nullable String shortened(@Nullable String text) {
        return text == null || text.length() <= SHORT ? text : text.substring(0, SHORT);
    }

    private static Map<String, Object> withoutImages(Map<String, Object> record) {
        Map<String, Object> rest = new LinkedHashMap<>(record);
        rest.computeIfPresent("dynamodb", (name, change) -> {
            Map<Object, Object> kept = new LinkedHashMap<>((Map<?, ?>) change);
            kept.keySet().removeAll(IMAGES);
            return kept;
        });
        return rest;
    }

    private String hash() {
        try {
            byte[] content = SORTED.writeValueAsBytes(record == null ? text : record);
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
        } catch (JsonProcessingException | NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /**
     * Returns one log line, which contains nothing of the record but its key.
     *
     * @param key the candidate's ledger key, empty when the record has no key
     */
    String summary(String key) {
        return "Dead letter, reason " + reason + ": " + (key.isEmpty() ? withoutKey() : key) + ", file name "
                + fileName() + ", sequence number " + sequenceNumber + ", " + errorClass + " after " + attempts
                + (attempts == 1 ? " attempt" : " attempts");
    }

    private String withoutKey() {
        return record == null ? "a text that is no record" : "a record without a key";
    }
}
