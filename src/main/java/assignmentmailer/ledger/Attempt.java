package assignmentmailer.ledger;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * One attempt as the ledger keeps it.
 *
 * @param at when it ended, to the millisecond
 * @param outcome one word: {@code sent}, an error code of a service, an exception's class
 */
public record Attempt(Instant at, String outcome) {
    public Attempt {
        at = at.truncatedTo(ChronoUnit.MILLIS);
    }
}
