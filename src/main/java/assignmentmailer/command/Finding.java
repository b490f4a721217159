package assignmentmailer.command;

import java.util.Locale;
import java.util.regex.Pattern;

/**
 * What one check found: one line.
 *
 * @param subject what was checked: a setting, a table
 * @param text what was found and, unless all is well, how to mend it
 */
public record Finding(Level level, String subject, String text) {
    private static final Pattern BREAKS = Pattern.compile("[\\p{Cc}\\p{Zl}\\p{Zp}]+");

    /** How bad a finding is. */
    public enum Level {
        OK,
        /** It works, but will hurt, or cannot be proven without writing. */
        WARN,
        FAIL;

        /** Returns the word that begins a line: failures stand out. */
        String word() {
            return this == FAIL ? name() : name().toLowerCase(Locale.ROOT);
        }
    }

    /** Drops the subject where the text, as a message of the start, begins with it. */
    public Finding {
        text = BREAKS.matcher(text).replaceAll(" ").strip();
        text = text.startsWith(subject + ": ") ? text.substring(subject.length() + 2) : text;
    }

    public static Finding ok(String subject, String text) {
        return new Finding(Level.OK, subject, text);
    }

    public static Finding warn(String subject, String text) {
        return new Finding(Level.WARN, subject, text);
    }

    public static Finding fail(String subject, String text) {
        return new Finding(Level.FAIL, subject, text);
    }

    /** Returns the line that the command prints. */
    String line() {
        return "%-4s %s: %s".formatted(level.word(), subject, text);
    }
}
