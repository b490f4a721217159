package assignmentmailer.candidate;

import com.ibm.icu.text.IDNA;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * One mailbox that Amazon SES can deliver to, and nothing else: no list, no display name, no line break.
 *
 * <p>SES takes ASCII addresses only (SES API reference, SendRawEmail): an international domain is turned into punycode as
 * IDNA2008 does (Unicode Technical Standard 46, nontransitional), for by the older rules {@code straße.de} would be
 * {@code strasse.de}, which is somebody else's; an international local part cannot be mailed. Lengths are those of RFC 5321,
 * 4.5.3.1.
 *
 * @param value in the form {@code local@domain}
 */
public record EmailAddress(String value) {
    private static final int MAX_LENGTH = 254;
    private static final Pattern LOCAL =
            Pattern.compile("(?=.{1,64}$)[\\w!#$%&'*+/=?^`{|}~-]+(\\.[\\w!#$%&'*+/=?^`{|}~-]+)*");
    private static final Pattern DOMAIN = Pattern.compile(
            "([a-zA-Z0-9]([a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?\\.)+[a-zA-Z0-9]([a-zA-Z0-9-]{0,61}[a-zA-Z0-9])");

    /** Reads an address, or nothing when the text is not exactly one. */
    public static Optional<EmailAddress> parse(String text) {
        int at = text.lastIndexOf('@');
        if (at < 0
                || text.length() > MAX_LENGTH
                || !LOCAL.matcher(text.substring(0, at)).matches()) {
            return Optional.empty();
        }
        return asciiDomain(text.substring(at + 1))
                .map(domain -> text.substring(0, at + 1) + domain)
                .filter(address -> address.length() <= MAX_LENGTH)
                .map(EmailAddress::new);
    }

    private static Optional<String> asciiDomain(String domain) {
        if (domain.chars().allMatch(c -> c < 128)) {
            return Optional.of(domain).filter(ascii -> DOMAIN.matcher(ascii).matches());
        }
        IDNA.Info info = new IDNA.Info();
        String ascii =
                Idna2008.MAPPING.nameToASCII(domain, new StringBuilder(), info).toString();
        return Optional.of(ascii)
                .filter(mapped -> !info.hasErrors() && DOMAIN.matcher(mapped).matches());
    }

    /** Made when the first international domain comes: its tables take time to load. */
    private static final class Idna2008 {
        static final IDNA MAPPING = IDNA.getUTS46Instance(IDNA.NONTRANSITIONAL_TO_ASCII
                | IDNA.USE_STD3_RULES
                | IDNA.CHECK_BIDI
                | IDNA.CHECK_CONTEXTJ
                | IDNA.CHECK_CONTEXTO);
    }

    @Override
    public String toString() {
        return value;
    }
}
