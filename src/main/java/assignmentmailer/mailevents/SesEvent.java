package assignmentmailer.mailevents;

import assignmentmailer.ledger.AddressFingerprint;
import assignmentmailer.ledger.MailEvent;
import assignmentmailer.ledger.MailEventKind;
import java.time.Instant;

/**
 * An event of SES about a mail of this service.
 *
 * @param key the mail's ledger key
 * @param messageId the id by which SES took the mail
 * @param noted what the ledger notes, which contains no address
 */
public record SesEvent(String key, String messageId, MailEvent noted) {
    /** @param address the recipient's */
    static SesEvent of(
            MailEventKind kind, String key, String claim, String messageId, Instant at, String address, String detail) {
        String fingerprint = kind.isUndelivered() ? AddressFingerprint.of(address, claim) : "-";
        return new SesEvent(key, messageId, new MailEvent(kind, claim, at, fingerprint, detail));
    }

    /** Returns whether the mail reached nobody, and never will. */
    public boolean isUndelivered() {
        return noted.kind().isUndelivered();
    }
}
