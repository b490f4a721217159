package assignmentmailer.ledger;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * What SES reported about one attempt, as stored in the ledger.
 *
 * @param claim the id of the attempt's claim
 * @param at when it happened, by SES's clock, to the millisecond
 * @param fingerprint of the address, {@code -} where none is needed; see {@link AddressFingerprint}
 * @param detail one line without personal data, at most {@value #LONGEST_DETAIL} bytes of UTF-8; may be empty
 */
public record MailEvent(MailEventKind kind, String claim, Instant at, String fingerprint, String detail) {
    /** The longest detail: most servers' answers, and the item with a bounce stays below 1 KB. */
    static final int LONGEST_DETAIL = 100;

    static final String NO_FINGERPRINT = "-";

    private static final int WORDS = 5;

    public MailEvent {
        at = at.truncatedTo(ChronoUnit.MILLIS);
        detail = shortened(detail.replaceAll("\\s+", " ").strip()).strip();
    }

    /** Cuts a line between characters: half a surrogate pair would be stored as another text. */
    private static String shortened(String line) {
        ByteBuffer bytes = ByteBuffer.allocate(LONGEST_DETAIL);
        CharBuffer characters = CharBuffer.wrap(line);
        StandardCharsets.UTF_8
                .newEncoder()
                .onMalformedInput(CodingErrorAction.REPLACE)
                .encode(characters, bytes, true);
        return StandardCharsets.UTF_8.decode(bytes.flip()).toString();
    }

    /** Returns the event as one line of the ledger's item. */
    String line() {
        return String.join(" ", kind.word(), claim, at.toString(), fingerprint, detail)
                .strip();
    }

    /** Reads a {@link #line()}. */
    static MailEvent parse(String line) {
        String[] words = line.split(" ", WORDS);
        return new MailEvent(
                MailEventKind.of(words[0]),
                words[1],
                Instant.parse(words[2]),
                words[3],
                words.length == WORDS ? words[WORDS - 1] : "");
    }
}
