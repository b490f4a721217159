package assignmentmailer.assignment;

import assignmentmailer.JmhDefaults;
import assignmentmailer.candidate.BadRecordException;
import assignmentmailer.candidate.Candidate;
import assignmentmailer.candidate.EmailAddress;
import java.math.BigDecimal;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.openjdk.jmh.annotations.Benchmark;

/** Which assignment, by the rules as shipped. */
public class AssignmentRulesBenchmark extends JmhDefaults {
    private final AssignmentRules rules = new AssignmentRules(
            List.of(rule(Optional.of(5), 1), rule(Optional.of(8), 2), rule(Optional.empty(), 3)), expression -> {
                throw new IllegalArgumentException("no rule has a condition");
            });
    private final Candidate candidate = new Candidate(
            "c-1", "José", EmailAddress.parse("jose@example.com").orElseThrow(), new BigDecimal("12"), Map.of());

    private static AssignmentRule rule(Optional<Integer> upToYears, int assignment) {
        return new AssignmentRule(
                upToYears.map(BigDecimal::new),
                Optional.empty(),
                URI.create("https://example.com/assignment" + assignment + ".zip"));
    }

    @Benchmark
    public Assignment rules() throws BadRecordException {
        return rules.assign(candidate);
    }
}
