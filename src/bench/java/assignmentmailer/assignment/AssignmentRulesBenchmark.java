package assignmentmailer.assignment;

import assignmentmailer.JmhDefaults;
import assignmentmailer.candidate.BadRecordException;
import assignmentmailer.candidate.Candidate;
import assignmentmailer.candidate.EmailAddress;
import java.math.BigDecimal;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;
import org.openjdk.jmh.annotations.Benchmark;

/** Choosing an assignment by the shipped rules. */
public class AssignmentRulesBenchmark extends JmhDefaults {
    private final AssignmentRules rules = new AssignmentRules(
            List.of(
                    assignment(1).upTo(BigDecimal.valueOf(5)),
                    assignment(2).upTo(BigDecimal.valueOf(8)),
                    assignment(3)),
            new NoExpressions());
    private final Candidate candidate = new Candidate(
            "c-1", "José", EmailAddress.parse("jose@example.com").orElseThrow(), new BigDecimal("12"), Map.of());

    private static AssignmentRule assignment(int number) {
        return AssignmentRule.of(URI.create("https://example.com/assignment" + number + ".zip"));
    }

    @Benchmark
    public Assignment rules() throws BadRecordException {
        return rules.assign(candidate);
    }

    private static final class NoExpressions implements RuleLanguage {
        @Override
        public Predicate<Candidate> condition(String expression) {
            throw new IllegalArgumentException("there is none");
        }

        @Override
        public Function<Candidate, String> text(String expression) {
            throw new IllegalArgumentException("there is none");
        }
    }
}
