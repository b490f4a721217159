package assignmentmailer.assignment;

import java.math.BigDecimal;
import java.net.URI;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One rule: which candidates it matches, and the assignment for them. Expressions are written in {@link RuleLanguage}.
 *
 * @param upToYears the inclusive upper limit of experience, above 0; empty for a rule without a limit
 * @param when the condition, empty for none
 * @param url the address of the assignment, absolute http or https, or that of an {@link S3Object}; empty for none
 * @param attach the URI of the attachment, empty for none
 * @param subject an expression for the mail's subject, empty for the default subject
 * @param template the base name of the mail's templates, empty for the default templates
 */
public record AssignmentRule(
        Optional<BigDecimal> upToYears,
        Optional<String> when,
        Optional<URI> url,
        Optional<AttachedFile> attach,
        Optional<String> subject,
        Optional<String> template) {

    /** Returns a rule that matches every candidate, with the default templates and subject. */
    public static AssignmentRule of(URI url) {
        return new AssignmentRule(
                Optional.empty(),
                Optional.empty(),
                Optional.of(url),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    /** Returns this rule with an upper limit of experience. */
    public AssignmentRule upTo(BigDecimal years) {
        return new AssignmentRule(Optional.of(years), when, url, attach, subject, template);
    }

    /** Returns this rule with a condition. */
    public AssignmentRule when(String condition) {
        return new AssignmentRule(upToYears, Optional.of(condition), url, attach, subject, template);
    }

    /** Matches experience above 0 and up to the limit. No experience (0) matches only rules without a limit. */
    boolean matches(@Nullable BigDecimal years) {
        return upToYears
                .map(limit -> years != null && years.signum() > 0 && years.compareTo(limit) <= 0)
                .orElse(true);
    }
}
