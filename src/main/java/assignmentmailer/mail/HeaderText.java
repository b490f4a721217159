package assignmentmailer.mail;

import java.util.regex.Pattern;

/** Converts any text to one safe header line. */
final class HeaderText {
    /** Longer than mail programs display, and in any encoding far below the 998 octets of RFC 5322, 2.1.1. */
    static final int LONGEST = 200;

    private static final Pattern CONTROL = Pattern.compile("[\\p{Cc}\\p{Zl}\\p{Zp}]+");

    /** RFC 2047, 2: the beginning of an encoded word, which the recipient's mail program would decode. */
    private static final Pattern ENCODED_WORD = Pattern.compile("=(?=\\?)");

    private HeaderText() {}

    /** Returns at most 200 characters of the text, without control characters and encoded words; may be empty. */
    static String of(String text) {
        String line = ENCODED_WORD
                .matcher(CONTROL.matcher(text).replaceAll(" "))
                .replaceAll("= ")
                .strip();
        if (line.length() <= LONGEST) {
            return line;
        }
        int end = Character.isHighSurrogate(line.charAt(LONGEST - 1)) ? LONGEST - 1 : LONGEST;
        return line.substring(0, end).strip();
    }
}
