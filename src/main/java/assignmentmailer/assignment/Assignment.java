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
 * @param subject the mail's subject, null for the default subject
 */
public record Assignment(
        Candidate candidate,
        @Nullable URI url,
        @Nullable Instant linkExpires,
        @Nullable AttachedFile attachment,
        String rule,
        String template,
        @Nullable String subject) {
    /** The base name of the default templates. */
    public static final String TEMPLATE = "assignment";

    /** Returns this assignment with a presigned link as its URL. */
    public Assignment withLink(URI link, @Nullable Instant expires) {
        return new Assignment(candidate, link, expires, attachment, rule, template, subject);
    }

    /** Returns the URL and attachment as recorded in the ledger; call it before the URL is replaced by a link. */
    public String content() {
        return Stream.of(url, attachment)
                .filter(Objects::nonNull)
                .map(Object::toString)
                .collect(Collectors.joining(" "));
    }

    /** Omits link and candidate, so that no log line contains them. */
    @Override
    public String toString() {
        return "Assignment[" + candidate.logName() + ", " + rule + "]";
    }
}
