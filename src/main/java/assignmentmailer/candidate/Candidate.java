package assignmentmailer.candidate;

import java.math.BigDecimal;

/**
 * A person to be mailed.
 *
 * @param id the table's key
 * @param name how to greet them, without control characters; empty when unknown
 * @param email one deliverable address, ASCII only
 * @param experience in years, 0 or more, exact
 */
public record Candidate(String id, String name, EmailAddress email, BigDecimal experience) {

    /** The id alone, so that no log line gives a person away. */
    @Override
    public String toString() {
        return "Candidate[" + id + "]";
    }
}
