package assignmentmailer.mail;

/** Whose fault it is that a mail did not go out. */
public enum FaultOwner {
    /** This mail's: it will never be taken, and the next one may be. */
    RECORD,
    /** Nobody's: it certainly did not go out, and may do so when tried again. */
    NOBODY,
    /** Nobody can know whether it went out. */
    UNKNOWN,
    /** Our account's or setup's: no mail will be taken until someone mends it. */
    ACCOUNT
}
