package assignmentmailer.assignment;

import assignmentmailer.candidate.Candidate;
import java.net.URI;
import org.jspecify.annotations.Nullable;

/**
 * What one candidate is to work on, and how they are told.
 *
 * @param url where it is downloaded, null where nothing is
 * @param rule the setting of the rule that chose it
 * @param template the base name of the mail's templates
 * @param subject any text, null for the subject of all mails
 */
public record Assignment(
        Candidate candidate,
        @Nullable URI url,
        String rule,
        String template,
        @Nullable String subject) {
    /** The base name of the templates that rules without one of their own use. */
    public static final String TEMPLATE = "assignment";
}
