package assignmentmailer.ledger;

import java.util.Locale;

/** Whose fault a failed attempt was, as far as its failure and the mails tried beside it show. */
public enum AttemptFault {
    /** The attempt sent the mail. */
    NONE,
    /** The mail's: SES refused it, or it failed while SES accepted most others. */
    MAIL,
    /** Everybody's: SES or the network to it failed. */
    EVERYBODY,
    /** Our account's, or its setup's. */
    ACCOUNT,
    /** Nobody's: SES throttles. */
    THROTTLING,
    /** Unknown: the attempt may have sent the mail. */
    UNCERTAIN;

    /** Returns the word for it in the ledger's items. */
    String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
