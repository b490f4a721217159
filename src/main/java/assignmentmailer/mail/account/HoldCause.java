package assignmentmailer.mail.account;

import java.util.Locale;

/** Why mailing may be held. */
public enum HoldCause {
    /** SES, or the way to it, is ill for everybody. */
    OUTAGE,
    /** SES refuses our account or its setup. */
    ACCOUNT,
    /** The account's daily quota is used up. */
    QUOTA;

    /** The word that a metric's tag has for it. */
    public String tag() {
        return name().toLowerCase(Locale.ROOT);
    }
}
