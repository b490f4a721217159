package assignmentmailer.candidate;

import java.math.BigDecimal;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A person to be mailed.
 *
 * @param id how to call them, the item's whole primary key where nothing else is set
 * @param name how to greet them, without control characters; empty when unknown
 * @param email one deliverable address, ASCII only
 * @param experience in years, from 0 to 1,000, exact; null where it is unknown and no rule asks for it
 * @param attributes all of the item: text, {@link BigDecimal}, {@link Boolean}, lists and maps of these, binary as Base64
 */
public record Candidate(
        String id,
        String name,
        EmailAddress email,
        @Nullable BigDecimal experience,
        Map<String, Object> attributes) {

    /** What a log may call them. */
    public String logName() {
        return LogName.of(id);
    }

    /** The log name alone, so that no log line gives a person away. */
    @Override
    public String toString() {
        return "Candidate[" + logName() + "]";
    }
}
