package assignmentmailer.assignment;

import java.math.BigDecimal;
import java.net.URI;
import java.util.Optional;

/**
 * One rule: an upper limit of experience, and the assignment for it.
 *
 * @param upToYears the inclusive upper limit, above 0; empty for the rule without a limit
 * @param url the assignment, an absolute http or https address
 */
public record AssignmentRule(Optional<BigDecimal> upToYears, URI url) {

    /** Matches experience above 0 and up to the limit. No experience (0) matches only the rule without a limit. */
    boolean matches(BigDecimal years) {
        return upToYears
                .map(limit -> years.signum() > 0 && years.compareTo(limit) <= 0)
                .orElse(true);
    }
}
