package assignmentmailer.assignment;

import assignmentmailer.candidate.Candidate;
import java.math.BigDecimal;
import java.util.List;
import java.util.stream.IntStream;

/** Chooses the assignment for a candidate's years of experience: the first matching rule wins. */
public final class AssignmentRules {
    private final List<AssignmentRule> rules;

    /**
     * Accepts only rules that can all match and together cover every candidate.
     *
     * @throws IllegalArgumentException when limits do not increase, or any rule but the last lacks a limit, or the last
     *     has one
     */
    public AssignmentRules(List<AssignmentRule> rules) {
        if (rules.isEmpty()) {
            throw new IllegalArgumentException("assignments: no rule is set: set at least assignments[0].url");
        }
        BigDecimal previous = BigDecimal.ZERO;
        int last = rules.size() - 1;
        for (int i = 0; i < last; i++) {
            BigDecimal limit = limit(rules, i);
            if (limit.compareTo(previous) <= 0) {
                throw new IllegalArgumentException(setting(i) + " must be above " + (i == 0 ? "0" : setting(i - 1))
                        + ", otherwise the rule never matches");
            }
            previous = limit;
        }
        if (rules.get(last).upToYears().isPresent()) {
            throw new IllegalArgumentException(setting(last)
                    + " must be removed: the last rule has no limit and matches all remaining candidates");
        }
        this.rules = List.copyOf(rules);
    }

    private static BigDecimal limit(List<AssignmentRule> rules, int i) {
        return rules.get(i)
                .upToYears()
                .orElseThrow(() -> new IllegalArgumentException(
                        setting(i) + " is missing: without it the rules after it never match"));
    }

    private static String setting(int i) {
        return "assignments[" + i + "].up-to-years";
    }

    /** Assigns the first matching rule's URL to a candidate. */
    public Assignment assign(Candidate candidate) {
        int rule = IntStream.range(0, rules.size())
                .filter(i -> rules.get(i).matches(candidate.experience()))
                .findFirst()
                .orElseThrow();
        return new Assignment(candidate, rules.get(rule).url(), "assignments[" + rule + "]");
    }

    /** Returns one sample experience per rule, for which that rule is the first to match. */
    public List<BigDecimal> samples() {
        return rules.stream()
                .map(rule -> rule.upToYears().orElse(BigDecimal.ZERO))
                .toList();
    }
}
