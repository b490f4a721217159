package assignmentmailer;

import assignmentmailer.candidate.Candidate;
import assignmentmailer.candidate.EmailAddress;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.apache.camel.impl.DefaultCamelContext;
import org.openjdk.jmh.annotations.Benchmark;

/** Whether a rule matches whose condition is three expressions, all of which must be evaluated. */
public class ConditionsBenchmark extends JmhDefaults {
    private final Predicate<Candidate> condition = new SimpleRuleLanguage(new DefaultCamelContext())
            .condition("${body.candidate.attributes[skills]} regex '(?i)(.*[^a-z])?java([^a-z].*)?'"
                    + " && ${body.candidate.attributes[score]} > 80"
                    + " && ${body.candidate.attributes[tags]} contains 'aws'");
    private final Candidate candidate = new Candidate(
            "c-1",
            "José",
            EmailAddress.parse("jose@example.com").orElseThrow(),
            new BigDecimal("5.5"),
            Map.of("skills", "sql, java", "score", new BigDecimal("80.5"), "tags", List.of("java", "aws")));

    @Benchmark
    public boolean threeExpressions() {
        return condition.test(candidate);
    }
}
