package assignmentmailer.ledger;

/** How far the mail of one key has come. */
public enum LedgerStatus {
    /** A worker is sending it; once its lease is over, it is uncertain whether it was sent. */
    CLAIMED,
    /** It was sent: there is a receipt. */
    SENT,
    /** The last attempt certainly sent nothing. */
    FAILED,
    /** The last attempt may have sent it. */
    UNCERTAIN
}
