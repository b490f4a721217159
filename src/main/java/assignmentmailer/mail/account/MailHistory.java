package assignmentmailer.mail.account;

import org.apache.camel.Exchange;

/** Looks up earlier attempts of a mail before it waits for its turn. */
public interface MailHistory {

    /** Returns what the mail is called whenever it comes. */
    String key(Exchange exchange);

    /** Returns whether the mail was sent before: it is passed over, for which nothing needs to be waited for. */
    boolean isSent(Exchange exchange);

    /** Returns whether the mail has failed before; such a mail gives its place to others. */
    boolean hasFailed(Exchange exchange);
}
