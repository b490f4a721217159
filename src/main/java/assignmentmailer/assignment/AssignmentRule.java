package assignmentmailer.assignment;

import java.math.BigDecimal;
import java.net.URI;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One line of the table of rules.
 *
 * @param upToYears the most years of experience it takes, included, above 0; empty where experience does not matter
 * @param when what must hold of a candidate, in the language of {@link RuleLanguage}; empty where nothing must
 * @param url the assignment, an absolute http or https address
 */
public record AssignmentRule(Optional<BigDecimal> upToYears, Optional<String> when, URI url) {

    /** A limit takes more than 0 years up to itself: no experience at all is for the rules without a limit. */
    boolean takes(@Nullable BigDecimal years) {
        return upToYears
                .map(limit -> years != null && years.signum() > 0 && years.compareTo(limit) <= 0)
                .orElse(true);
    }
}
