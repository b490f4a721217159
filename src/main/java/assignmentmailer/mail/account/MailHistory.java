package assignmentmailer.mail.account;

import org.apache.camel.Exchange;

/** Looks up earlier attempts of a mail before it waits for its turn. */
public interface MailHistory {

    /** Returns whether the mail has been sent already; such a mail is skipped without waiting. */
    boolean isSent(Exchange exchange);

    /** Returns whether the mail has failed before; such a mail gives its place to others. */
    boolean hasFailed(Exchange exchange);
}
