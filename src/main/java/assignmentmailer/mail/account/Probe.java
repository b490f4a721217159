package assignmentmailer.mail.account;

/** Tests with one mail to the probe address whether SES accepts mails. */
public interface Probe {

    /** Sends a probe, or waits for the one in flight and returns its result. */
    Result send();

    /** The result of a probe. */
    enum Result {
        TAKEN,
        /** SES refuses the probe or cannot be reached. */
        REFUSED,
        /**
         * SES refuses the probe because of its recipient: only a candidate's mail can show whether SES accepts mails.
         */
        DENIED,
        /** SES throttles the probe: inconclusive. */
        THROTTLED
    }
}
