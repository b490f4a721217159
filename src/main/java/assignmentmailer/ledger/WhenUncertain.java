package assignmentmailer.ledger;

/** What to do after an attempt with an uncertain outcome. */
public enum WhenUncertain {
    /** Resend: the candidate may get two mails. */
    RESEND,
    /** Do not resend: the candidate may get none, and the record becomes a dead letter. */
    DEAD_LETTER
}
