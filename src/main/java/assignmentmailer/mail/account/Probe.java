package assignmentmailer.mail.account;

/** Finds out by one mail that is no candidate's whether SES takes mails. */
public interface Probe {

    /** Sends the mail, or waits for the one that is being sent. */
    Result send();

    /** What became of it. */
    enum Result {
        TAKEN,
        /** SES does not take it, or cannot be reached. */
        REFUSED,
        /** SES does not take it for whom it is addressed to: only candidates' mails can tell. */
        DENIED,
        /** SES asks for patience: it tells nothing. */
        THROTTLED
    }
}
