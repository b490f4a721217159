package assignmentmailer.assignment;

import assignmentmailer.candidate.Candidate;
import java.net.URI;
import java.time.Instant;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A candidate with the coding assignment chosen for them, and how their mail presents it.
 *
 * @param url the download address, null for an assignment without one; an {@link S3Object} until it is replaced by a
 *     presigned link, which is a secret
 * @param linkExpires when the link in {@code url} expires, null when it does not, or when the expiry is unknown
 * @param attachment the URI of the attachment, null for none
 * @param rule the setting of the rule that chose it
 * @param template the base name of the mail's templates
 * @param subject any text, null for the subject of all mails
 */
public record Assignment(
        Candidate candidate,
        @Nullable URI url,
        @Nullable Instant linkExpires,
        @Nullable AttachedFile attachment,
        String rule,
        String template,
        @Nullable String subject) {
    /** The base name of the templates that rules without one of their own use. */
    public static final String TEMPLATE = "assignment";

    /** The same, to be downloaded by a link of the candidate's own. */
    public Assignment withLink(URI link, @Nullable Instant expires) {
        return new Assignment(candidate, link, expires, attachment, rule, template, subject);
    }

    /** What the candidate gets, for the ledger: to be called before there is a link. */
    public String content() {
        return Stream.of(url, attachment)
                .filter(Objects::nonNull)
                .map(Object::toString)
                .collect(Collectors.joining(" "));
    }

    /** Neither the link nor the candidate, so that no log line gives them away. */
    @Override
    public String toString() {
        return "Assignment[" + candidate.logName() + ", " + rule + "]";
    }
}
