package assignmentmailer.ledger;

import java.util.Optional;
import org.apache.camel.Exchange;
import org.jspecify.annotations.Nullable;

/**
 * What the ledger keeps of a mail beside its attempts.
 *
 * @param rule the setting that chose the assignment
 * @param url where the assignment is downloaded
 * @param messageId what SES calls the mail: the receipt, empty as long as there is none
 */
public record MailFacts(Optional<String> rule, Optional<String> url, Optional<String> messageId) {
    /** The exchange variables that a route sets. */
    public static final String RULE = "rule";

    public static final String URL = "url";

    static final MailFacts NONE = new MailFacts(Optional.empty(), Optional.empty(), Optional.empty());

    /** @param receiptHeader the message header that only a mail has which was sent */
    static MailFacts of(Exchange exchange, String receiptHeader) {
        return new MailFacts(
                text(exchange.getVariable(RULE, String.class)),
                text(exchange.getVariable(URL, String.class)),
                text(exchange.getMessage().getHeader(receiptHeader, String.class)));
    }

    private static Optional<String> text(@Nullable String value) {
        return Optional.ofNullable(value).filter(text -> !text.isBlank());
    }
}
