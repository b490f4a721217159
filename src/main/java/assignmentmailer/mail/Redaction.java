package assignmentmailer.mail;

import java.util.regex.Pattern;

/** Takes what gives a candidate away out of other services' words, so that they fit a log line or a health answer. */
final class Redaction {
    private static final Pattern ADDRESS =
            Pattern.compile("(?:\"[^\"]*\"|[^\\s\"`<>(),;:/=\\[\\]{}]+)@[^\\s\"'`<>(),;:/=\\[\\]{}]+");
    private static final Pattern CONTROL = Pattern.compile("[\\p{Cntrl}\\p{Zl}\\p{Zp}]+");

    private Redaction() {}

    static String of(String text) {
        return CONTROL.matcher(ADDRESS.matcher(text).replaceAll("***@***"))
                .replaceAll(" ")
                .strip();
    }
}
