package assignmentmailer.ledger;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * One attempt to send a mail, as stored in the ledger.
 *
 * @param at the end of the attempt, to the millisecond
 * @param outcome one word: {@code sent}, a service's error code, or an exception's class
 */
public record Attempt(Instant at, String outcome) {
    public Attempt {
        at = at.truncatedTo(ChronoUnit.MILLIS);
    }
}
