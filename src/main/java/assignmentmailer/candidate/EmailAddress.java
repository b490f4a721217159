package assignmentmailer.candidate;

import com.ibm.icu.text.IDNA;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * One e-mail address that Amazon SES can deliver to: no list, no display name, no line break.
 *
 * <p>SES takes ASCII addresses only (SES API reference, SendRawEmail). An international domain is converted to punycode
 * by IDNA2008 (Unicode Technical Standard 46, nontransitional): the older rules map {@code straße.de} to {@code
 * strasse.de}, a different domain. An international local part is rejected. Lengths are those of RFC 5321, 4.5.3.1.
 *
 * @param value in the form {@code local@domain}
 */
public record EmailAddress(String value) {
    private static final int MAX_LENGTH = 254;
    private static final Pattern LOCAL =
            Pattern.compile("(?=.{1,64}$)[\\w!#$%&'*+/=?^`{|}~-]+(\\.[\\w!#$%&'*+/=?^`{|}~-]+)*");
    private static final Pattern DOMAIN = Pattern.compile(
            "([a-zA-Z0-9]([a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?\\.)+[a-zA-Z0-9]([a-zA-Z0-9-]{0,61}[a-zA-Z0-9])");

    /** Parses a text that is exactly one address; empty otherwise. */
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

    /** Loads the IDNA tables on the first international domain, since loading is slow. */
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
