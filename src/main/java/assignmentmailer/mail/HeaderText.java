package assignmentmailer.mail;

import java.util.regex.Pattern;

/** Converts any text to one safe header line. */
final class HeaderText {
    /** Longer than mail programs display, and as encoded words far below the 998 octets of RFC 5322, 2.1.1. */
    static final int LONGEST = 200;

    /** RFC 2231 encodes a name as nine octets per character at most, all in one line. */
    static final int LONGEST_FILE = 100;

    /** The longest file extension that is kept, its dot included. */
    private static final int LONGEST_ENDING = 16;

    private static final Pattern CONTROL = Pattern.compile("[\\p{Cc}\\p{Zl}\\p{Zp}]+");

    /** RFC 2047, 2: the beginning of an encoded word, which the recipient's mail program would decode. */
    private static final Pattern ENCODED_WORD = Pattern.compile("=(?=\\?)");

    private HeaderText() {}

    /** Returns at most 200 characters of the text, without control characters and encoded words; may be empty. */
    static String of(String text) {
        return first(LONGEST, line(text));
    }

    /** Returns at most 100 characters of a file name, its extension included, by which a computer opens the file. */
    static String ofFile(String name) {
        String line = line(name);
        int dot = line.lastIndexOf('.');
        String ending = dot < 0 || line.length() - dot > LONGEST_ENDING ? "" : line.substring(dot);
        return first(LONGEST_FILE - ending.length(), line.substring(0, line.length() - ending.length())) + ending;
    }

    private static String line(String text) {
        return ENCODED_WORD
                .matcher(CONTROL.matcher(text).replaceAll(" "))
                .replaceAll("= ")
                .strip();
    }

    private static String first(int longest, String line) {
        if (line.length() <= longest) {
            return line;
        }
        int end = Character.isHighSurrogate(line.charAt(longest - 1)) ? longest - 1 : longest;
        return line.substring(0, end).strip();
    }
}
