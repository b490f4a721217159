package assignmentmailer.mail;

/** Whose fault it is that a mail was not taken, as far as one answer can tell. */
public enum FaultOwner {
    /** This mail's, if SES takes others: it refused what is in it, and would again. */
    MAIL,
    /** This mail's if SES takes others, everybody's if it does not. */
    MAIL_OR_EVERYBODY,
    /** Our account's or setup's: no mail will be taken until someone mends it. */
    ACCOUNT,
    /** Nobody's: SES asks for patience. */
    NOBODY
}
