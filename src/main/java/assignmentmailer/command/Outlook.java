package assignmentmailer.command;

/**
 * What happens next with a candidate's mail, and what the operator can do.
 *
 * @param text continues after the words of the step
 */
public record Outlook(NextStep next, String text) {
    /** Returns the explanation's last line. */
    String line() {
        return next.words() + ": " + text;
    }
}
