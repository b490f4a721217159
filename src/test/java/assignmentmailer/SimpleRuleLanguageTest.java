package assignmentmailer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNoException;

import assignmentmailer.assignment.AssignmentRule;
import assignmentmailer.assignment.AssignmentRules;
import assignmentmailer.assignment.RuleFailedException;
import assignmentmailer.candidate.BadRecordException;
import assignmentmailer.candidate.Candidate;
import assignmentmailer.candidate.CandidateReader;
import java.math.BigDecimal;
import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.BigRange;
import net.jqwik.api.constraints.Scale;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Rules as engineers write them, over items as DynamoDB has them. */
class SimpleRuleLanguageTest {
    private final SimpleRuleLanguage language = new SimpleRuleLanguage(new DefaultCamelContext());
    private final Map<String, AttributeValue> item = new HashMap<>(Map.of(
            "id", AttributeValue.fromS("c-1"),
            "fullname", AttributeValue.fromS("Jane Doe"),
            "email", AttributeValue.fromS("jane@example.com"),
            "experience", AttributeValue.fromN("5.5"),
            "skills", AttributeValue.fromS("Java, SQL"),
            "tags", AttributeValue.fromSs(List.of("java", "aws")),
            "score", AttributeValue.fromN("80.01"),
            "balance", AttributeValue.fromN("12345678901234567890.5"),
            "remote", AttributeValue.fromBool(true),
            "address", AttributeValue.fromM(Map.of("city", AttributeValue.fromS("Berlin")))));

    SimpleRuleLanguageTest() {
        item.put("five", AttributeValue.fromN("5"));
        item.put("fiveAsWell", AttributeValue.fromN("5.0"));
        item.put("levels", AttributeValue.fromNs(List.of("5", "6.5")));
        item.put("mixed", AttributeValue.fromL(List.of(AttributeValue.fromN("5.0"), AttributeValue.fromS("x"))));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '#',
            quoteCharacter = '~',
            value = {
                "${body.candidate.experience} > 5 # true",
                "${body.candidate.experience} == 5 # false",
                "${body.candidate.experience} <= 5 # false",
                "${body.candidate.experience} < 6 # true",
                "${body.candidate.experience} == 5.5 # true",
                "${body.candidate.experience} > '5' # true",
                "${body.candidate.experience} range '5..6' # true",
                "${body.candidate.attributes[score]} == 80 # false",
                "${body.candidate.attributes[score]} == 80.01 # true",
                "${body.candidate.attributes[score]} != 80 # true",
                "${body.candidate.attributes[balance]} > 1234567890123456789 # true",
                "${body.candidate.attributes[remote]} # true",
                "${body.candidate.attributes[remote]} == false # false",
                "${body.candidate.attributes[tags]} contains 'aws' # true",
                "${body.candidate.attributes[tags]} contains 'aw' # false",
                "'java' in ${body.candidate.attributes[tags]} # true",
                "${body.candidate.attributes[address][city]} == 'Berlin' # true",
                "${body.candidate.attributes[skills]} regex '(?i)(.*[^a-z])?java([^a-z].*)?' # true",
                "${body.candidate.attributes[skills]} regex '(?i)(.*[^a-z])?go([^a-z].*)?' # false",
                "${body.candidate.attributes[tags]} regex '(?i)(.*[^a-z])?java([^a-z].*)?' # true",
                "${body.candidate.name} == 'Jane Doe' && ${body.candidate.experience} > 5 # true",
                "${body.candidate.id} == 'c-2' || ${body.candidate.attributes[team]} == 'red' # false",
                "${body.candidate.attributes[score]} >= 80.5 && ${body.candidate.attributes[tags]} contains 'aws' # false",
                "${body.candidate.attributes[score]} >= 80.01 && ${body.candidate.attributes[tags]} contains 'aws' # true",
                "${body.candidate.attributes[team]} > 5 # false",
                "${body.candidate.attributes[team]} == null # true",
                "${body.candidate.experience} == '5.50' # true",
                "${body.candidate.attributes[score]} == '80.010' # true",
                "${body.candidate.attributes[score]} != '80.010' # false",
                "${body.candidate.attributes[five]} == ${body.candidate.attributes[fiveAsWell]} # true",
                "${body.candidate.attributes[levels]} contains 5 # true",
                "${body.candidate.attributes[levels]} contains '6.50' # true",
                "${body.candidate.attributes[levels]} contains 6 # false",
                "${body.candidate.attributes[levels]} contains 'x' # false",
                "${body.candidate.attributes[mixed]} contains 5 # true",
                "${body.candidate.attributes[mixed]} contains 'x' # true",
                "${body.candidate.attributes[mixed]} contains 'y' # false"
            })
    void tellsWhatHoldsOfACandidate(String expression, boolean holds) throws BadRecordException {
        assertThat(language.condition(expression).test(candidate())).isEqualTo(holds);
    }

    @ParameterizedTest
    @CsvSource({"java, true", "Java 17, true", "go/java, true", "javascript, false", "JavaScript; TypeScript, false"})
    void matchesAWordAsTheReadmeDoes(String skills, boolean holds) throws BadRecordException {
        item.put("skills", AttributeValue.fromS(skills));
        Predicate<Candidate> word =
                language.condition("${body.candidate.attributes[skills]} regex '(?i)(.*[^a-z])?java([^a-z].*)?'");

        assertThat(word.test(candidate())).isEqualTo(holds);
    }

    @Property(seed = "14", tries = 500)
    void comparesNumbersExactly(
            @ForAll @BigRange(min = "-1e20", max = "1e20") @Scale(20) BigDecimal number, @ForAll int other)
            throws BadRecordException {
        item.put("score", AttributeValue.fromN(number.toString()));
        BigDecimal limit = BigDecimal.valueOf(other);

        assertThat(holds("> " + other)).isEqualTo(number.compareTo(limit) > 0);
        assertThat(holds("<= " + other)).isEqualTo(number.compareTo(limit) <= 0);
        assertThat(holds("== " + other)).isEqualTo(number.compareTo(limit) == 0);
    }

    @Example
    void tellsNeighboursApart() throws BadRecordException {
        item.put("score", AttributeValue.fromN("5.00000000000000000000000000001"));

        assertThat(holds("> 5")).isTrue();
        assertThat(holds("> '5'")).isTrue();
        assertThat(holds("> 5.0")).isTrue();
        assertThat(holds("< 5.1")).isTrue();
        assertThat(holds("== 5")).isFalse();
    }

    private boolean holds(String comparison) throws BadRecordException {
        return language.condition("${body.candidate.attributes[score]} " + comparison)
                .test(candidate());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "${bodi.candidate} == 1 | Unknown function: bodi.candidate at location 0",
                "${body.candidate.name} =! 'x' | Unexpected token = at location 23",
                "body.candidate.experience > 5 | Unexpected token b at location 0",
                "${body.candidate.name == 'x' | is not a valid expression of Camel's simple language: "
            })
    void refusesWhatIsNoExpression(String expression, String line) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> language.condition(expression))
                .withMessageStartingWith("is not a valid expression of Camel's simple language: ")
                .withMessageContaining(line)
                .satisfies(refusal -> assertThat(refusal.getMessage()).hasLineCount(1));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Round for ${body.candidate.name} | Round for Jane Doe",
                "${body.candidate.attributes[score]} % | 80.01 %",
                "${body.candidate.attributes[team]} | ''",
                "Team ${body.candidate.attributes[team]}! | Team !",
                "100 $ in 'quotes' | 100 $ in 'quotes'"
            })
    void writesATextForACandidate(String expression, String text) throws BadRecordException {
        assertThat(language.text(expression).apply(candidate())).isEqualTo(text);
    }

    @Example
    void refusesATextThatCannotBeRead() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> language.text("Round for ${candidate.name}"))
                .withMessageContaining("Unknown function: candidate.name at location 10");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "${body.candidate.experiense} > 5 | nothing is called experiense there",
                "${body.candidate.attributes.skills} == 'x' | nothing is called skills there",
                "${body.candidate.attributes[home][city]} == 'x' | RuntimeBeanExpressionException"
            })
    void saysWhyAnExpressionFailsAndNothingOfTheCandidate(String expression, String reason) throws BadRecordException {
        Candidate candidate = candidate();
        Predicate<Candidate> condition = language.condition(expression);

        assertThatExceptionOfType(RuleFailedException.class)
                .isThrownBy(() -> condition.test(candidate))
                .withMessage(reason);
    }

    /** Written out, the number has a billion digits. */
    @ParameterizedTest
    @CsvSource({
        "1e999999999, false",
        "1e90000000, false",
        "-1e999999999, true",
        "1e-999999999, true",
        "0e999999999, true"
    })
    void comparesANumberThatWouldFillTheMemory(String number, boolean isLess) throws BadRecordException {
        item.put("salary", AttributeValue.fromS(number));

        assertThat(language.condition("${body.candidate.experience} > ${body.candidate.attributes[salary]}")
                        .test(candidate()))
                .isEqualTo(isLess);
        assertThat(language.condition("${body.candidate.experience} == ${body.candidate.attributes[salary]}")
                        .test(candidate()))
                .isFalse();
        assertThat(language.condition("${body.candidate.attributes[salary]} < 5")
                        .test(candidate()))
                .isEqualTo(isLess);
        assertThat(language.condition(
                                "${body.candidate.attributes[levels]} contains ${body.candidate.attributes[salary]}")
                        .test(candidate()))
                .isFalse();
    }

    @Example
    void takesATextWithMoreDigitsThanANumberHasForNoNumber() throws BadRecordException {
        item.put("salary", AttributeValue.fromS("1" + "0".repeat(300_000)));
        Predicate<Candidate> rule =
                language.condition("${body.candidate.experience} == ${body.candidate.attributes[salary]}"
                        + " || ${body.candidate.attributes[levels]} contains ${body.candidate.attributes[salary]}");
        Candidate candidate = candidate();

        assertThat(rule.test(candidate)).isFalse();
    }

    @Example
    void failsForACandidateWhoseTextIsTooLongForARegularExpression() throws BadRecordException {
        item.put("skills", AttributeValue.fromS("go, java, ".repeat(20_000)));
        Candidate candidate = candidate();
        Predicate<Candidate> condition =
                language.condition("${body.candidate.attributes[skills]} regex '(go|java|, )*'");

        assertThatExceptionOfType(RuleFailedException.class)
                .isThrownBy(() -> condition.test(candidate))
                .withMessage("StackOverflowError");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "${body.candidate.attributes[skills].toLowerCase()} contains 'java'",
                "${body.candidate.attributes[email].endsWith('@example.com')}",
                "${body.candidate.attributes[score].intValue} == 80",
                "${body.candidate.attributes[tags].contains('aws')}",
                "${body.candidate.attributes[address][city].length()} > 3"
            })
    void triesAtTheStartWhatAnAttributeOfAnyTypeCanDo(String expression) throws BadRecordException {
        AssignmentRule last = AssignmentRule.of(URI.create("https://example.com/2.zip"));
        AssignmentRules rules = new AssignmentRules(List.of(last.when(expression), last), language);

        assertThatNoException().isThrownBy(rules::tryExpressions);
        assertThat(rules.assign(candidate()).rule()).isEqualTo("assignments[0]");
    }

    @ParameterizedTest
    @ValueSource(strings = {"${body.candidate.name} contains '${header.x}'", "Jane ${url} ${body}"})
    void evaluatesNothingThatAnItemContains(String name) throws BadRecordException {
        item.put("fullname", AttributeValue.fromS(name));

        assertThat(language.condition("${body.candidate.name} regex '.*[$][{].*'")
                        .test(candidate()))
                .isTrue();
    }

    private Candidate candidate() throws BadRecordException {
        return new CandidateReader(ChangeRecords.ATTRIBUTES, true).read(ChangeRecords.insert(item));
    }
}
