package assignmentmailer.mail;

import java.util.regex.Pattern;

/** Makes one line of a header of any text, whoever wrote it. */
final class HeaderText {
    /** Longer than any mail program shows, and in whatever encoding far below the 998 octets of RFC 5322, 2.1.1. */
    static final int LONGEST = 200;

    private static final Pattern CONTROL = Pattern.compile("[\\p{Cc}\\p{Zl}\\p{Zp}]+");

    /** RFC 2047, 2: what begins so is decoded by the reader, into whatever it says. */
    private static final Pattern ENCODED_WORD = Pattern.compile("=(?=\\?)");

    private HeaderText() {}

    /** The text without control characters and encoded words, of at most 200 characters; empty where nothing else was there. */
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
