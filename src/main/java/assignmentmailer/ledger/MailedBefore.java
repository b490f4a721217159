package assignmentmailer.ledger;

import java.time.Instant;
import java.util.Optional;

/**
 * What had happened with a candidate before an operator decided to mail once more.
 *
 * @param mails the number of mails sent by then; 0 when the candidate was handled elsewhere
 * @param at when SES took the last of them; when the adoption of a candidate handled elsewhere began
 * @param messageId the message id by SES of the last one, empty when it is unknown or there was none
 */
public record MailedBefore(int mails, Instant at, Optional<String> messageId) {

    /** Returns what is to be remembered of an entry, empty when its mail was not sent. */
    static Optional<MailedBefore> of(LedgerEntry entry) {
        int mails = entry.before().map(MailedBefore::mails).orElse(0);
        return switch (entry.status()) {
            case SENT ->
                Optional.of(
                        new MailedBefore(mails + 1, entry.at(), entry.facts().messageId()));
            case ADOPTED -> Optional.of(new MailedBefore(mails, entry.at(), Optional.empty()));
            case CLAIMED, FAILED, UNCERTAIN -> Optional.empty();
        };
    }

    /** Returns it as one line of the ledger's item. */
    String line() {
        return mails + " " + at + messageId.map(id -> " " + id).orElse("");
    }

    /** Reads a {@link #line()}. */
    static MailedBefore parse(String line) {
        String[] words = line.split(" ", 3);
        return new MailedBefore(
                Integer.parseInt(words[0]),
                Instant.parse(words[1]),
                words.length == 3 ? Optional.of(words[2]) : Optional.empty());
    }
}
