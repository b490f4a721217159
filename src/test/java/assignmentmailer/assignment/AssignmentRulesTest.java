package assignmentmailer.assignment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import assignmentmailer.candidate.Candidate;
import assignmentmailer.candidate.EmailAddress;
import java.math.BigDecimal;
import java.net.URI;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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
    void takesTheFirstRuleThatMatches(String years, String assignment) {
        AssignmentRules rules = rules("5", "8", null);

        Assignment assigned = rules.assign(candidate(new BigDecimal(years)));

        assertThat(assigned.url()).isEqualTo(url(assignment));
        assertThat(assigned.rule()).isEqualTo("assignments[" + (Integer.parseInt(assignment) - 1) + "]");
    }

    @Test
    void takesAllWithOneRule() {
        assertThat(rules((String) null).assign(candidate(BigDecimal.ZERO)).url())
                .isEqualTo(url("1"));
    }

    @Test
    void refusesATableWithoutRules() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new AssignmentRules(List.of()))
                .withMessageContaining("assignments[0].url");
    }

    @Test
    void refusesATableThatDoesNotTakeAll() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> rules("5", "8"))
                .withMessageContaining("assignments[1].up-to-years")
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

    private static Candidate candidate(BigDecimal years) {
        return new Candidate(
                "c-1", "José", EmailAddress.parse("jose@example.com").orElseThrow(), years, Map.of());
    }

    private static AssignmentRules rules(String... limits) {
        List<String> all = Arrays.asList(limits);
        return new AssignmentRules(IntStream.range(0, all.size())
                .mapToObj(i -> new AssignmentRule(
                        Optional.ofNullable(all.get(i)).map(BigDecimal::new), url(String.valueOf(i + 1))))
                .toList());
    }

    private static URI url(String assignment) {
        return URI.create("https://example.com/" + assignment);
    }
}
