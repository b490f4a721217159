package assignmentmailer.mail;

import java.util.regex.Pattern;

/** Removes e-mail addresses and control characters from other services' messages, for logs and health responses. */
public final class Redaction {
    /** Matches addresses broadly: redaction may take too much, but must not leave a part of an address. */
    private static final Pattern ADDRESS = Pattern.compile(
            "(?<resource>:identity/)?(?:\"[^\"]*\"|[^\\s\"<>(),;:\\[\\]]+)@[^\\s\"'`<>(),;:/=\\[\\]{}]+");

    private static final Pattern CONTROL = Pattern.compile("[\\p{Cntrl}\\p{Zl}\\p{Zp}]+");

    private Redaction() {}

    public static String of(String text) {
        return CONTROL.matcher(ADDRESS.matcher(text).replaceAll("${resource}***@***"))
                .replaceAll(" ")
                .strip();
    }
}
