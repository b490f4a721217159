package assignmentmailer.ledger;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;

/**
 * One attempt to send a mail, as stored in the ledger.
 *
 * @param at the end of the attempt, to the millisecond
 * @param outcome one word, at most {@value #LONGEST_OUTCOME} characters: {@code sent}, a service's error code, or an
 *     exception's class
 * @param fault whose fault it was
 */
public record Attempt(Instant at, String outcome, AttemptFault fault) {
    /** The longest outcome, longer than the names of most errors; it bounds the size of the ledger's item. */
    static final int LONGEST_OUTCOME = 32;

    public Attempt {
        at = at.truncatedTo(ChronoUnit.MILLIS);
        outcome = word(outcome);
    }

    /** A proxy's error code may be any text. */
    private static String word(String text) {
        String word = text.strip().replaceAll("[^\\x21-\\x7e]+", "-");
        return word.isEmpty() ? "-" : word.substring(0, Math.min(word.length(), LONGEST_OUTCOME));
    }

    /** Returns the attempt as one line of the ledger's item: time, outcome and fault. */
    String line() {
        return at + " " + outcome + " " + fault.word();
    }

    /** Reads a {@link #line()}. */
    static Attempt parse(String line) {
        String[] words = line.split(" ");
        return new Attempt(Instant.parse(words[0]), words[1], AttemptFault.valueOf(words[2].toUpperCase(Locale.ROOT)));
    }
}
