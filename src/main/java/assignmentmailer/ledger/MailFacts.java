package assignmentmailer.ledger;

import java.util.Optional;
import org.apache.camel.Exchange;
import org.jspecify.annotations.Nullable;

/**
 * The facts that the ledger stores about a mail, besides its attempts.
 *
 * @param rule the setting that chose the assignment
 * @param url the download address of the assignment
 * @param messageId the message id by SES: the receipt, empty until the mail is sent
 */
public record MailFacts(Optional<String> rule, Optional<String> url, Optional<String> messageId) {
    /** The exchange variables that a route sets. */
    public static final String RULE = "rule";

    public static final String URL = "url";

    static final MailFacts NONE = new MailFacts(Optional.empty(), Optional.empty(), Optional.empty());

    /** @param receiptHeader the message header that is present only after the mail was sent */
    static MailFacts of(Exchange exchange, String receiptHeader) {
        return new MailFacts(
                text(exchange.getVariable(RULE, String.class)),
                text(exchange.getVariable(URL, String.class)),
                text(exchange.getMessage().getHeader(receiptHeader, String.class)));
    }

    /** Returns these facts with a message id, unless they have one. */
    MailFacts orMessageId(Optional<String> other) {
        return new MailFacts(rule, url, messageId.isPresent() ? messageId : other.filter(id -> !id.isEmpty()));
    }

    MailFacts withoutMessageId() {
        return new MailFacts(rule, url, Optional.empty());
    }

    private static Optional<String> text(@Nullable String value) {
        return Optional.ofNullable(value).filter(text -> !text.isBlank());
    }
}
