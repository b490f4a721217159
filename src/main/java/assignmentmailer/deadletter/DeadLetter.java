package assignmentmailer.deadletter;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The document that keeps a record which cannot be mailed.
 *
 * @param reason see {@link DeadLetterReason}
 * @param errorClass the exception's class
 * @param attempts the number of attempts, 1 or more
 * @param firstFailureTime an ISO 8601 instant, as is {@code lastFailureTime}
 * @param record the whole record in DynamoDB's own JSON, which can be replayed
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
        Map<String, Object> record) {

    /** Returns the document's file name, always the same for the same event. */
    public String fileName() {
        return String.valueOf(eventId == null ? sequenceNumber : eventId).replaceAll("[^\\w.-]", "_") + ".json";
    }

    /**
     * Returns one log line, which contains nothing of the record but its key.
     *
     * @param key the candidate's ledger key, empty when the record has no key
     */
    String summary(String key) {
        return "Dead letter, reason " + reason + ": " + (key.isEmpty() ? "a record without a key" : key) + ", event "
                + eventId + ", sequence number " + sequenceNumber + ", " + errorClass + " after " + attempts
                + (attempts == 1 ? " attempt" : " attempts");
    }
}
