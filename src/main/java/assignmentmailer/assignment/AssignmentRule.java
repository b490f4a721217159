package assignmentmailer.assignment;

import java.math.BigDecimal;
import java.net.URI;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One line of the table of rules: whom it takes, and what these get. Expressions are in the language of {@link RuleLanguage}.
 *
 * @param upToYears the most years of experience it takes, included, above 0; empty where experience does not matter
 * @param when what must hold of a candidate; empty where nothing must
 * @param url where the assignment is downloaded, an absolute http or https address, or that of an {@link S3Object}; empty
 *     where nothing is
 * @param attach what is attached to the mail; empty where nothing is
 * @param subject an expression for the mail's subject; empty for that of all mails
 * @param template the base name of the mail's templates; empty for those of all mails
 */
public record AssignmentRule(
        Optional<BigDecimal> upToYears,
        Optional<String> when,
        Optional<URI> url,
        Optional<AttachedFile> attach,
        Optional<String> subject,
        Optional<String> template) {

    /** A rule for everybody, by the templates and with the subject of all mails. */
    public static AssignmentRule of(URI url) {
        return new AssignmentRule(
                Optional.empty(),
                Optional.empty(),
                Optional.of(url),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    /** The same for those alone who have at most so many years of experience. */
    public AssignmentRule upTo(BigDecimal years) {
        return new AssignmentRule(Optional.of(years), when, url, attach, subject, template);
    }

    /** The same for those alone of whom a condition holds. */
    public AssignmentRule when(String condition) {
        return new AssignmentRule(upToYears, Optional.of(condition), url, attach, subject, template);
    }

    /** A limit takes more than 0 years up to itself: no experience at all is for the rules without a limit. */
    boolean takes(@Nullable BigDecimal years) {
        return upToYears
                .map(limit -> years != null && years.signum() > 0 && years.compareTo(limit) <= 0)
                .orElse(true);
    }
}
