package assignmentmailer.deadletter;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The document that a record ends in when it cannot be processed.
 *
 * @param reason the word of {@link DeadLetterReason}
 * @param errorClass the exception's class
 * @param attempts how often it was tried, 1 or more
 * @param firstFailureTime an ISO 8601 instant, as is {@code lastFailureTime}
 * @param record the whole record in DynamoDB's own JSON, fit to be replayed
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

    /** A name for a file that holds this document alone: the same event always gets the same. */
    public String fileName() {
        return String.valueOf(eventId == null ? sequenceNumber : eventId).replaceAll("[^\\w.-]", "_") + ".json";
    }

    /**
     * One line for the log, without anything of the record but its key.
     *
     * @param key what the ledger calls the candidate, empty when the record has no key
     */
    String summary(String key) {
        return "Dead letter, reason " + reason + ": " + (key.isEmpty() ? "a record without a key" : key) + ", event "
                + eventId + ", sequence number " + sequenceNumber + ", " + errorClass + " after " + attempts
                + (attempts == 1 ? " attempt" : " attempts");
    }
}
