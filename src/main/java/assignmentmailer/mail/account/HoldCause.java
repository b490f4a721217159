package assignmentmailer.mail.account;

import java.util.Locale;

/** The cause of a hold. */
public enum HoldCause {
    /** SES or the network to it fails for all mails. */
    OUTAGE,
    /** SES refuses the account or its setup. */
    ACCOUNT,
    /** The account's daily quota is used up. */
    QUOTA,
    /** Too many of the account's mails bounced or were reported as spam. */
    REPUTATION;

    /** Returns the value of the metric tag. */
    public String tag() {
        return name().toLowerCase(Locale.ROOT);
    }
}
