package assignmentmailer.ledger;

/** The status of one mail. */
public enum LedgerStatus {
    /** A worker is sending the mail; after the lease has expired, the outcome is uncertain. */
    CLAIMED,
    /** The mail was sent, with a receipt. */
    SENT,
    /** The last attempt certainly did not send the mail. */
    FAILED,
    /** The last attempt may have sent the mail. */
    UNCERTAIN,
    /**
     * The candidate was handled elsewhere, before the adoption that began at the entry's time; one whom the table got at
     * that time or later is mailed.
     */
    ADOPTED
}
