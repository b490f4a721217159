package assignmentmailer.mail;

/** The owner of a failure to send, as far as one response shows. */
public enum FaultOwner {
    /** This mail, provided that SES accepts others: SES refused its content and would do so again. */
    MAIL,
    /** This mail if SES accepts others; otherwise an outage that affects everybody. */
    MAIL_OR_EVERYBODY,
    /** Our account or its setup: SES accepts no mail until the operator fixes it. */
    ACCOUNT,
    /** No one: SES throttles. */
    NONE
}
