package assignmentmailer.ledger;

import java.util.Locale;

/** What SES reports about a mail that it took. */
public enum MailEventKind {
    /** SES took the mail for delivery. */
    SEND,
    /** The recipient's mail server took the mail. */
    DELIVERY,
    /** The recipient's mail server does not take the mail yet; SES tries again. */
    DELAY,
    /** The mail came back, but the address may work another time: a mailbox is full. */
    BOUNCE_TRANSIENT,
    /** The mail came back for good, or SES did not even send it: the address is on a suppression list. */
    BOUNCE_PERMANENT,
    /** The recipient reported the mail as spam. */
    COMPLAINT,
    /** SES took the mail, but did not send it: it contains a virus. */
    REJECT;

    /** Returns the word for it in the ledger's items and in metrics. */
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    static MailEventKind of(String word) {
        return valueOf(word.toUpperCase(Locale.ROOT).replace('-', '_'));
    }

    /** Returns whether the mail reached nobody, and never will. */
    public boolean isUndelivered() {
        return this == BOUNCE_PERMANENT || this == REJECT;
    }
}
