package assignmentmailer.ledger;

/** What to do with an entry of which nobody can know whether it was done. */
public enum WhenUncertain {
    /** Do it again, perhaps for the second time. */
    RESEND,
    /** Leave it alone, perhaps undone. */
    HOLD
}
