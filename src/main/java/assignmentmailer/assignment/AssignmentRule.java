package assignmentmailer.assignment;

import java.math.BigDecimal;
import java.net.URI;
import java.util.Optional;

/**
 * One line of the table of rules.
 *
 * @param upToYears the most years of experience it takes, included, above 0; empty for the rule that takes all
 * @param url the assignment, an absolute http or https address
 */
public record AssignmentRule(Optional<BigDecimal> upToYears, URI url) {

    /** A limit takes more than 0 years up to itself: no experience at all is for the rule without a limit. */
    boolean matches(BigDecimal years) {
        return upToYears
                .map(limit -> years.signum() > 0 && years.compareTo(limit) <= 0)
                .orElse(true);
    }
}
