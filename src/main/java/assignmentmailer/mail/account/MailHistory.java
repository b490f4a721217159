package assignmentmailer.mail.account;

import org.apache.camel.Exchange;

/** What is known of a mail that would have to wait while mailing is held. */
public interface MailHistory {

    /** Returns whether the mail was sent before: it is passed over, for which nothing needs to be waited for. */
    boolean isSent(Exchange exchange);

    /** Returns whether the mail has failed before: it gives its place to others. */
    boolean hasFailed(Exchange exchange);
}
