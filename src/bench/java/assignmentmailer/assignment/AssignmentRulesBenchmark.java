package assignmentmailer.assignment;

import assignmentmailer.JmhDefaults;
import assignmentmailer.candidate.Candidate;
import assignmentmailer.candidate.EmailAddress;
import java.math.BigDecimal;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.openjdk.jmh.annotations.Benchmark;

/** Choosing an assignment by the shipped rules. */
public class AssignmentRulesBenchmark extends JmhDefaults {
    private final AssignmentRules rules = new AssignmentRules(List.of(
            new AssignmentRule(Optional.of(new BigDecimal(5)), URI.create("https://example.com/assignment1.zip")),
            new AssignmentRule(Optional.of(new BigDecimal(8)), URI.create("https://example.com/assignment2.zip")),
            new AssignmentRule(Optional.empty(), URI.create("https://example.com/assignment3.zip"))));
    private final Candidate candidate =
            new Candidate(
            "c-1", "José", EmailAddress.parse("jose@example.com").orElseThrow(), new BigDecimal("12"), Map.of());

    @Benchmark
    public Assignment rules() {
        return rules.assign(candidate);
    }
}
