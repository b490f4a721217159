package assignmentmailer.mailevents;

import java.util.Locale;

/** Why an event is passed over. */
public enum PassedOver {
    /** The first message of a new destination, which is no event. */
    VALIDATION_NOTICE,
    /** Feedback about an identity, which has no tags: another way of SES to report bounces. */
    FEEDBACK,
    /** A type of event that says nothing about the delivery: a click, an opened mail. */
    OTHER_TYPE,
    /** A mail without the tags of this service's mails, or about another table. */
    OTHER_SENDER,
    /** The ledger has no such entry. */
    UNKNOWN_MAIL,
    /** The ledger's entry knows no such attempt. */
    UNKNOWN_ATTEMPT,
    /** The ledger's entry says so already. */
    REPEATED,
    /** The ledger's item is no entry. */
    ENTRY_UNREADABLE;

    /** Returns the value of the metric tag. */
    public String tag() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
