package assignmentmailer.assignment;

import assignmentmailer.assignment.RuleVerdict.Outcome;
import assignmentmailer.candidate.BadRecordException;
import assignmentmailer.candidate.Candidate;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Chooses the assignment for a candidate: the first matching rule wins. */
public final class AssignmentRules {
    private final List<CompiledRule> rules;

    /**
     * Accepts only rules that can all match and together cover every candidate.
     *
     * @throws IllegalArgumentException as {@link #check}, or for an invalid expression; the message names its setting
     */
    public AssignmentRules(List<AssignmentRule> rules, RuleLanguage language) {
        check(rules);
        this.rules = IntStream.range(0, rules.size())
                .mapToObj(i -> CompiledRule.of(rules.get(i), setting(i), language))
                .toList();
    }

    /**
     * Checks that every rule can match and the last matches all. A rule with a condition may match any candidate or none,
     * so only the limits of rules without a condition are compared.
     *
     * @throws IllegalArgumentException when limits of rules without a condition do not increase, or any rule but the last
     *     matches all candidates, or the last does not
     */
    public static void check(List<AssignmentRule> rules) {
        if (rules.isEmpty()) {
            throw new IllegalArgumentException("assignments: no rule is set: set at least assignments[0].url");
        }
        int last = rules.size() - 1;
        checkTakesAll(rules.get(last), setting(last));
        BigDecimal highest = BigDecimal.ZERO;
        String highestSetting = "0";
        for (int i = 0; i < last; i++) {
            if (rules.get(i).when().isEmpty()) {
                BigDecimal limit = limit(rules.get(i), setting(i));
                if (limit.compareTo(highest) <= 0) {
                    throw new IllegalArgumentException(setting(i) + ".up-to-years must be above " + highestSetting
                            + ", otherwise the rule never matches");
                }
                highest = limit;
                highestSetting = setting(i) + ".up-to-years";
            }
        }
    }

    private static void checkTakesAll(AssignmentRule last, String setting) {
        if (last.upToYears().isPresent()) {
            throw new IllegalArgumentException(setting
                    + ".up-to-years must be removed: the last rule has no limit and matches all remaining candidates");
        }
        if (last.when().isPresent()) {
            throw new IllegalArgumentException(setting
                    + ".when must be removed: the last rule has no condition and matches all remaining candidates");
        }
    }

    private static BigDecimal limit(AssignmentRule rule, String setting) {
        return rule.upToYears()
                .orElseThrow(() -> new IllegalArgumentException(
                        setting + ".up-to-years is missing: without it the rules after it never match"));
    }

    private static String setting(int i) {
        return "assignments[" + i + "]";
    }

    /**
     * Returns the assignment of the first rule that matches a candidate.
     *
     * @throws BadRecordException when an expression of a rule cannot be evaluated for this candidate
     */
    public Assignment assign(Candidate candidate) throws BadRecordException {
        for (CompiledRule rule : rules) {
            if (rule.matches(candidate)) {
                return rule.assign(candidate);
            }
        }
        throw new IllegalStateException("The last rule matches all candidates");
    }

    /** Returns what each rule says of a candidate, in order, up to the first that does not pass the candidate on. */
    public List<RuleVerdict> explain(Candidate candidate) {
        List<RuleVerdict> verdicts = new ArrayList<>();
        for (CompiledRule rule : rules) {
            RuleVerdict verdict = rule.verdict(candidate);
            verdicts.add(verdict);
            if (verdict.outcome() != Outcome.DOES_NOT_MATCH) {
                break;
            }
        }
        return verdicts;
    }

    /**
     * Evaluates every expression for sample candidates.
     *
     * @throws IllegalArgumentException when an expression fails for all of them; the message names its setting
     */
    public void tryExpressions() {
        rules.forEach(CompiledRule::tryExpressions);
    }

    /** Returns each rule's assignment for a candidate whose experience is set to one that the rule matches. */
    public Stream<Assignment> samples(Candidate candidate) {
        return rules.stream().map(rule -> rule.sample(candidate));
    }

    /**
     * A rule with compiled expressions.
     *
     * @param setting the prefix of the rule's settings
     */
    private record CompiledRule(
            AssignmentRule rule,
            String setting,
            Optional<Predicate<Candidate>> condition,
            Optional<Function<Candidate, String>> subject) {

        static CompiledRule of(AssignmentRule rule, String setting, RuleLanguage language) {
            return new CompiledRule(
                    rule,
                    setting,
                    rule.when().map(when -> compile(language::condition, when, setting + ".when")),
                    rule.subject().map(subject -> compile(language::text, subject, setting + ".subject")));
        }

        private static <T> T compile(Function<String, T> compiler, String expression, String setting) {
            try {
                return compiler.apply(expression);
            } catch (IllegalArgumentException wrong) {
                throw new IllegalArgumentException(setting + " " + wrong.getMessage(), wrong);
            }
        }

        boolean matches(Candidate candidate) throws BadRecordException {
            return rule.matches(candidate.experience()) && holds(candidate);
        }

        RuleVerdict verdict(Candidate candidate) {
            if (!rule.matches(candidate.experience())) {
                return new RuleVerdict(
                        setting,
                        Outcome.DOES_NOT_MATCH,
                        "does not match: " + beyondLimit(rule.upToYears().orElseThrow(), candidate.experience()));
            }
            try {
                return holds(candidate)
                        ? new RuleVerdict(setting, Outcome.MATCHES, "matches: " + ground(candidate.experience()))
                        : new RuleVerdict(setting, Outcome.DOES_NOT_MATCH, "does not match: its condition is false");
            } catch (BadRecordException failed) {
                return new RuleVerdict(setting, Outcome.FAILS, "fails: " + failed.getMessage());
            }
        }

        private static String beyondLimit(BigDecimal limit, @Nullable BigDecimal years) {
            if (years == null) {
                return "the experience is unknown";
            }
            return years.signum() == 0
                    ? "no experience (0) matches only rules without a limit"
                    : "%s years are above its limit, %s".formatted(years.toPlainString(), limit.toPlainString());
        }

        private String ground(@Nullable BigDecimal years) {
            String limit = rule.upToYears()
                    .map(most -> "%s years are within its limit, %s"
                            .formatted(Objects.requireNonNull(years).toPlainString(), most.toPlainString()))
                    .orElse("");
            String condition = rule.when().isPresent() ? "its condition is true" : "";
            return Stream.of(limit, condition)
                    .filter(part -> !part.isEmpty())
                    .reduce((one, other) -> one + ", and " + other)
                    .orElse("it takes all remaining candidates");
        }

        private boolean holds(Candidate candidate) throws BadRecordException {
            try {
                return condition.isEmpty() || condition.get().test(candidate);
            } catch (RuleFailedException failed) {
                throw bad(".when", failed);
            }
        }

        Assignment assign(Candidate candidate) throws BadRecordException {
            try {
                return assignment(
                        candidate, subject.map(text -> text.apply(candidate)).orElse(null));
            } catch (RuleFailedException failed) {
                throw bad(".subject", failed);
            }
        }

        private BadRecordException bad(String expression, RuleFailedException failed) {
            return new BadRecordException(
                    setting + expression + " cannot be evaluated for this candidate: " + failed.getMessage());
        }

        private Assignment assignment(Candidate candidate, @Nullable String text) {
            return new Assignment(
                    candidate,
                    rule.url().orElse(null),
                    null,
                    rule.attach().orElse(null),
                    setting,
                    rule.template().orElse(Assignment.TEMPLATE),
                    text);
        }

        Assignment sample(Candidate candidate) {
            Candidate matching = new Candidate(
                    candidate.id(),
                    candidate.name(),
                    candidate.email(),
                    rule.upToYears().orElse(BigDecimal.ZERO),
                    candidate.attributes());
            return assignment(matching, rule.subject().orElse(null));
        }

        void tryExpressions() {
            condition.ifPresent(holds -> tryOut(holds::test, ".when"));
            subject.ifPresent(text -> tryOut(text::apply, ".subject"));
        }

        private void tryOut(Consumer<Candidate> evaluation, String expression) {
            List<RuleFailedException> failures = RuleSamples.CANDIDATES.stream()
                    .flatMap(sample -> failure(evaluation, sample).stream())
                    .toList();
            if (failures.size() == RuleSamples.CANDIDATES.size()) {
                throw new IllegalArgumentException(
                        setting + expression + " fails for every sample candidate: "
                                + failures.get(0).getMessage(),
                        failures.get(0));
            }
        }

        private static Optional<RuleFailedException> failure(Consumer<Candidate> evaluation, Candidate sample) {
            try {
                evaluation.accept(sample);
                return Optional.empty();
            } catch (RuleFailedException failure) {
                return Optional.of(failure);
            }
        }
    }
}
