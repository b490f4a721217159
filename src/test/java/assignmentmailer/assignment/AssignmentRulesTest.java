package assignmentmailer.assignment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNoException;

import assignmentmailer.candidate.BadRecordException;
import assignmentmailer.candidate.Candidate;
import assignmentmailer.candidate.EmailAddress;
import java.math.BigDecimal;
import java.net.URI;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AssignmentRulesTest {

    @ParameterizedTest
    @CsvSource({
        "0, 3",
        "0.000, 3",
        "0.01, 1",
        "1, 1",
        "5, 1",
        "5.0, 1",
        "5.00000000000000000000000000001, 2",
        "5.01, 2",
        "8, 2",
        "8.0, 2",
        "8.01, 3",
        "12, 3",
        "1e400, 3",
        "1e-400, 1"
    })
    void takesTheFirstRuleThatMatches(String years, String assignment) throws BadRecordException {
        AssignmentRules rules = rules("5", "8", null);

        Assignment assigned = rules.assign(candidate(new BigDecimal(years)));

        assertThat(assigned.url()).isEqualTo(url(assignment));
        assertThat(assigned.rule()).isEqualTo("assignments[" + (Integer.parseInt(assignment) - 1) + "]");
    }

    @Test
    void takesAllWithOneRule() throws BadRecordException {
        assertThat(rules((String) null).assign(candidate(BigDecimal.ZERO)).url())
                .isEqualTo(url("1"));
    }

    @Test
    void refusesATableWithoutRules() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new AssignmentRules(List.of(), LANGUAGE))
                .withMessageContaining("assignments[0].url");
    }

    @Test
    void refusesATableThatDoesNotTakeAll() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> rules("5", "8"))
                .withMessageContaining("assignments[1].up-to-years must be removed")
                .withMessageContaining("no limit");
    }

    @Test
    void refusesARuleBehindTheOneThatTakesAll() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> rules("5", null, null))
                .withMessageContaining("assignments[1].up-to-years is missing");
    }

    @ParameterizedTest
    @CsvSource({"5, 5", "5, 4", "0, 8", "-1, 8"})
    void refusesARuleThatNeverMatches(String first, String second) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> rules(first, second, null))
                .withMessageContaining("never matches");
    }

    @ParameterizedTest
    @CsvSource({"Ada, 3, 1", "Ada, 7, 2", "Bob, 3, 3", "Bob, 0, 4", "Ada, 0, 2"})
    void takesARuleWithAConditionWhereLimitAndConditionBothHold(String name, String years, String assignment)
            throws BadRecordException {
        AssignmentRules rules =
                rules(rule("5", "Ada", "1"), rule(null, "Ada", "2"), rule("5", null, "3"), rule(null, null, "4"));

        Assignment assigned = rules.assign(candidate(name, new BigDecimal(years)));

        assertThat(assigned.url()).isEqualTo(url(assignment));
    }

    @Test
    void takesCandidatesWithoutExperienceByRulesWithoutALimit() throws BadRecordException {
        AssignmentRules rules = rules(rule("5", "Ada", "1"), rule(null, "Ada", "2"), rule(null, null, "3"));

        assertThat(rules.assign(candidate("Ada", null)).url()).isEqualTo(url("2"));
        assertThat(rules.assign(candidate("Bob", null)).url()).isEqualTo(url("3"));
    }

    @Test
    void holdsLimitsAgainstThoseOfRulesWithoutAConditionAlone() {
        assertThatNoException()
                .isThrownBy(() -> rules(
                        rule("5", null, "1"), rule("3", "Ada", "2"), rule("8", null, "3"), rule(null, null, "4")));
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        rules(rule("5", null, "1"), rule("9", "Ada", "2"), rule("4", null, "3"), rule(null, null, "4")))
                .withMessageStartingWith(
                        "assignments[2].up-to-years must be above assignments[0].up-to-years, otherwise");
    }

    @Test
    void refusesAConditionOfTheRuleThatTakesAll() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> rules(rule("5", null, "1"), rule(null, "Ada", "2")))
                .withMessageContaining("assignments[1].when must be removed");
    }

    @Test
    void namesTheRuleWhoseConditionIsNone() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> rules(rule(null, "?", "1"), rule(null, null, "2")))
                .withMessage("assignments[0].when is no name");
    }

    @Test
    void namesTheRuleWhoseConditionFailsForACandidate() {
        AssignmentRules rules = rules(rule(null, "Ada", "1"), rule(null, "fails for Bob", "2"), rule(null, null, "3"));

        assertThatExceptionOfType(BadRecordException.class)
                .isThrownBy(() -> rules.assign(candidate("Bob", BigDecimal.ONE)))
                .withMessage("assignments[1].when cannot be evaluated for this candidate: too many letters");
    }

    @Test
    void refusesAtTheStartAConditionThatFailsForEverybody() {
        AssignmentRules rules = rules(rule(null, "fails", "1"), rule(null, null, "2"));

        assertThatIllegalArgumentException()
                .isThrownBy(rules::tryExpressions)
                .withMessage("assignments[0].when fails for every sample candidate: too many letters");
    }

    @ParameterizedTest
    @ValueSource(strings = {"needs an attribute", "needs no attribute", "Ada"})
    void takesAtTheStartAConditionThatHasAnAnswerForSomebody(String when) {
        AssignmentRules rules = rules(rule(null, when, "1"), rule(null, null, "2"));

        assertThatNoException().isThrownBy(rules::tryExpressions);
    }

    @Test
    void givesTheSubjectAndTheTemplateOfTheRule() throws BadRecordException {
        AssignmentRules rules = rules(told(rule("5", null, "1"), "Go for it, ", "short"), rule(null, null, "2"));

        Assignment own = rules.assign(candidate("Ada", BigDecimal.ONE));
        Assignment common = rules.assign(candidate("Ada", BigDecimal.TEN));

        assertThat(own.subject()).isEqualTo("Go for it, Ada");
        assertThat(own.template()).isEqualTo("short");
        assertThat(common.subject()).isNull();
        assertThat(common.template()).isEqualTo("assignment");
    }

    @Test
    void namesTheRuleWhoseSubjectCannotBe() {
        AssignmentRules failsForBob = rules(told(rule(null, null, "1"), "fails for Bob", "short"));
        AssignmentRules failsForAll = rules(told(rule(null, null, "1"), "fails", "short"));

        assertThatExceptionOfType(BadRecordException.class)
                .isThrownBy(() -> failsForBob.assign(candidate("Bob", BigDecimal.ONE)))
                .withMessage("assignments[0].subject cannot be evaluated for this candidate: too many letters");
        assertThatIllegalArgumentException()
                .isThrownBy(failsForAll::tryExpressions)
                .withMessage("assignments[0].subject fails for every sample candidate: too many letters");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> rules(told(rule(null, null, "1"), "?", "short")))
                .withMessage("assignments[0].subject is no text");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Ada | 3 | assignments[0] matches: 3 years are within its limit, 5, and its condition is true",
                "Bob | 7 | assignments[0] does not match: 7 years are above its limit, 5; assignments[1] does not match: its condition is false; assignments[2] matches: 7 years are within its limit, 8",
                "Bob | 0 | assignments[0] does not match: no experience (0) matches only rules without a limit; assignments[1] does not match: its condition is false; assignments[2] does not match: no experience (0) matches only rules without a limit; assignments[3] matches: it takes all remaining candidates",
                "Eve | | assignments[0] does not match: the experience is unknown; assignments[1] matches: its condition is true"
            })
    void explainsWhyARuleMatchesAndTheEarlierOnesDoNot(String name, @Nullable BigDecimal years, String reasons)
            throws BadRecordException {
        AssignmentRules rules =
                rules(rule("5", "Ada", "1"), rule(null, "Eve", "2"), rule("8", null, "3"), rule(null, null, "4"));

        List<RuleVerdict> verdicts = rules.explain(candidate(name, years));

        assertThat(verdicts).extracting(RuleVerdict::toString).containsExactly(reasons.split("; "));
        assertThat(verdicts.get(verdicts.size() - 1).rule())
                .isEqualTo(rules.assign(candidate(name, years)).rule());
    }

    @Test
    void explainsThatARuleFailsForACandidate() {
        AssignmentRules rules = rules(rule(null, "Ada", "1"), rule(null, "fails for Bob", "2"), rule(null, null, "3"));

        List<RuleVerdict> verdicts = rules.explain(candidate("Bob", BigDecimal.ONE));

        assertThat(verdicts)
                .extracting(RuleVerdict::outcome)
                .containsExactly(RuleVerdict.Outcome.DOES_NOT_MATCH, RuleVerdict.Outcome.FAILS);
        assertThat(verdicts.get(1).reason()).endsWith("cannot be evaluated for this candidate: too many letters");
    }

    private static AssignmentRule told(AssignmentRule rule, String subject, String template) {
        return new AssignmentRule(
                rule.upToYears(), rule.when(), rule.url(), rule.attach(), Optional.of(subject), Optional.of(template));
    }

    @Test
    void hasASampleForEachRule() {
        AssignmentRules rules = rules(rule("5", null, "1"), rule(null, "Ada", "2"), rule(null, null, "3"));

        List<Assignment> samples =
                rules.samples(candidate("Bob", BigDecimal.ZERO)).toList();

        assertThat(samples).extracting(Assignment::url).containsExactly(url("1"), url("2"), url("3"));
        assertThat(samples)
                .extracting(sample -> sample.candidate().experience())
                .containsExactly(new BigDecimal(5), BigDecimal.ZERO, BigDecimal.ZERO);
    }

    /** A condition is the name of the candidates for whom it holds, a text stands for itself and the candidate's name. */
    private static final RuleLanguage LANGUAGE = new RuleLanguage() {
        @Override
        public Predicate<Candidate> condition(String expression) {
            if (expression.equals("?")) {
                throw new IllegalArgumentException("is no name");
            }
            return candidate -> evaluated(expression, candidate).equals(candidate.name());
        }

        @Override
        public Function<Candidate, String> text(String expression) {
            if (expression.equals("?")) {
                throw new IllegalArgumentException("is no text");
            }
            return candidate -> evaluated(expression, candidate) + candidate.name();
        }

        private static String evaluated(String expression, Candidate candidate) {
            boolean fails =
                    switch (expression) {
                        case "fails" -> true;
                        case "fails for Bob" -> candidate.name().equals("Bob");
                        case "needs an attribute" -> !candidate.attributes().containsKey("any");
                        case "needs no attribute" -> candidate.attributes().containsKey("any");
                        default -> false;
                    };
            if (fails) {
                throw new RuleFailedException("too many letters", new IllegalStateException());
            }
            return expression;
        }
    };

    private static Candidate candidate(BigDecimal years) {
        return candidate("José", years);
    }

    private static Candidate candidate(String name, @Nullable BigDecimal years) {
        return new Candidate("c-1", name, EmailAddress.parse("jose@example.com").orElseThrow(), years, Map.of());
    }

    private static AssignmentRules rules(String... limits) {
        List<String> all = Arrays.asList(limits);
        return rules(IntStream.range(0, all.size())
                .mapToObj(i -> rule(all.get(i), null, String.valueOf(i + 1)))
                .toArray(AssignmentRule[]::new));
    }

    private static AssignmentRules rules(AssignmentRule... rules) {
        return new AssignmentRules(List.of(rules), LANGUAGE);
    }

    private static AssignmentRule rule(@Nullable String limit, @Nullable String when, String assignment) {
        AssignmentRule rule = AssignmentRule.of(url(assignment));
        AssignmentRule limited = limit == null ? rule : rule.upTo(new BigDecimal(limit));
        return when == null ? limited : limited.when(when);
    }

    private static URI url(String assignment) {
        return URI.create("https://example.com/" + assignment);
    }
}
