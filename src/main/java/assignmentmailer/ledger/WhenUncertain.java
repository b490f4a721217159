package assignmentmailer.ledger;

/** What to do with a mail of which it is uncertain whether it was sent. */
public enum WhenUncertain {
    /** Send it again, perhaps for the second time. */
    RESEND,
    /** Send it no more, perhaps never: its record becomes a dead letter. */
    DEAD_LETTER
}
