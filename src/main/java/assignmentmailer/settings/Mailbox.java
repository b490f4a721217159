package assignmentmailer.settings;

import assignmentmailer.candidate.EmailAddress;
import java.util.regex.Pattern;

/**
 * A sender address with its display name.
 *
 * @param name any text, empty for none
 */
public record Mailbox(String name, EmailAddress address) {
    private static final Pattern ADDRESS_IN_NAME = Pattern.compile("<[^<>]*@[^<>]*>");
    private static final Pattern QUOTED_PAIR = Pattern.compile("\\\\(.)");

    /**
     * Parses {@code jobs@example.com}, {@code Jobs <jobs@example.com>} or {@code "Jobs, Inc." <jobs@example.com>}.
     *
     * @throws IllegalArgumentException when the text is not exactly one address that SES can send from; see
     *     {@link EmailAddress}
     */
    public static Mailbox parse(String text) {
        int start = text.endsWith(">") ? text.lastIndexOf('<') : -1;
        String address = start < 0 ? text : text.substring(start + 1, text.length() - 1);
        String name = start < 0 ? "" : unquoted(text.substring(0, start).strip());
        if (ADDRESS_IN_NAME.matcher(name).find()) {
            throw notOne();
        }
        return new Mailbox(name, EmailAddress.parse(address.strip()).orElseThrow(Mailbox::notOne));
    }

    /** Unquotes a display name (RFC 5322, 3.2.4); unpaired quotes are part of the name. */
    private static String unquoted(String name) {
        boolean quoted = name.length() > 1 && name.startsWith("\"") && name.endsWith("\"");
        return quoted
                ? QUOTED_PAIR.matcher(name.substring(1, name.length() - 1)).replaceAll("$1")
                : name;
    }

    private static IllegalArgumentException notOne() {
        return new IllegalArgumentException(
                "must be one e-mail address, ASCII before the @ and a domain behind it, as in jobs@example.com or Jobs <jobs@example.com>");
    }

    @Override
    public String toString() {
        return name.isEmpty()
                ? address.value()
                : "\"" + name.replace("\\", "\\\\").replace("\"", "\\\"") + "\" <" + address.value() + ">";
    }
}
