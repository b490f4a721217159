package assignmentmailer.mail.account;

import org.apache.camel.Exchange;

/** Looks up earlier attempts of a mail before it waits for its turn. */
public interface MailHistory {

    /** Returns the key of a mail, the same at each redelivery. */
    String key(Exchange exchange);

    /** Returns whether the mail was sent before, so that it is passed over without a turn. */
    boolean isSent(Exchange exchange);

    /** Returns whether the mail has failed before; such a mail gives its place to others. */
    boolean hasFailed(Exchange exchange);
}
