package assignmentmailer.ledger;

/** How far an entry has come. */
enum Status {
    /** A worker is at it, until its lease ends; after that nobody knows whether it was done. */
    CLAIMED,
    /** It was done. */
    SENT,
    /** It was certainly not done; the next one may claim it. */
    FAILED,
    /** Nobody can know whether it was done. */
    UNCERTAIN
}
