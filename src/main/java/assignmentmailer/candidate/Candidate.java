package assignmentmailer.candidate;

import java.math.BigDecimal;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A candidate to be mailed.
 *
 * @param id the value of the attribute {@code candidate.id}, by default the item's primary key
 * @param name the name, without control characters; empty when unknown
 * @param email one deliverable address, ASCII only
 * @param experience in years, from 0 to 1,000, exact; null where it is unknown and no rule has a limit
 * @param attributes all attributes of the item: text, {@link BigDecimal}, {@link Boolean}, lists and maps of these,
 *     binary as Base64
 */
public record Candidate(
        String id,
        String name,
        EmailAddress email,
        @Nullable BigDecimal experience,
        Map<String, Object> attributes) {

    /** Returns the candidate's name for logs. */
    public String logName() {
        return LogName.of(id);
    }

    /** Returns only the log name, so that no log line contains personal data. */
    @Override
    public String toString() {
        return "Candidate[" + logName() + "]";
    }
}
