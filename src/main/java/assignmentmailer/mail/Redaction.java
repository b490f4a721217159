package assignmentmailer.mail;

import java.util.regex.Pattern;

/** Removes e-mail addresses and control characters from other services' messages, for logs and health responses. */
final class Redaction {
    /** From blank to blank, but for what no address has: rather too much than a part of an address is left. */
    private static final Pattern ADDRESS = Pattern.compile(
            "(?<resource>:identity/)?(?:\"[^\"]*\"|[^\\s\"<>(),;:\\[\\]]+)@[^\\s\"'`<>(),;:/=\\[\\]{}]+");

    private static final Pattern CONTROL = Pattern.compile("[\\p{Cntrl}\\p{Zl}\\p{Zp}]+");

    private Redaction() {}

    static String of(String text) {
        return CONTROL.matcher(ADDRESS.matcher(text).replaceAll("${resource}***@***"))
                .replaceAll(" ")
                .strip();
    }
}
