package assignmentmailer.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What an expression names, and whether it is there. */
class ExpressionTest {
    private static final List<Series> SHOWN = Series.shownIn("""
            # HELP letters_total by reason
            # TYPE letters_total counter
            letters_total{reason="bad-record",table="a"} 2.0
            age_seconds 1.5E3
            left +Inf
            """);

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "age_seconds > 1800 | age_seconds |",
                "sum by (reason) (increase(letters_total{table=\"a\"}[1h])) > 0 | letters_total | reason",
                "sum(rate(a_total{x=~\"$instance\"}[$__rate_interval])) by (one, two) / sum(b_total) | a_total b_total | one two",
                "a < 6 * 3600 or (b > 1e3 unless b offset 1h) | a b | ",
                "absent(a) | a | ",
            })
    void namesMetricsAndGroupings(String text, String metrics, String groupings) {
        Expression expression = new Expression(text);

        assertThat(expression.selectors().stream().map(Selector::metric).collect(Collectors.toSet()))
                .isEqualTo(Set.of(metrics.strip().split(" ")));
        assertThat(String.join(" ", expression.groupings())).isEqualTo(groupings == null ? "" : groupings);
    }

    @Test
    void readsWhatATargetShows() {
        assertThat(SHOWN)
                .extracting(series -> series.name() + " " + series.value())
                .containsExactly(
                        "letters_total{reason=\"bad-record\", table=\"a\"} 2.0",
                        "age_seconds{} 1500.0",
                        "left{} Infinity");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "letters_total | {{ $labels.reason }} of {{instance}}",
                "letters_total{reason=\"bad-record\", job=\"any\"} | {{reason}}",
                "letters_total{reason=~\"bad.*\"} | ",
                "sum by (table, instance) (letters_total{reason!=\"other\"}) | {{table}}",
            })
    void missesNothingThatIsShown(String expression, String text) {
        assertThat(query(expression, text).missingIn(SHOWN)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "letter_total | | letter_total[]",
                "letters_total{reason=\"other\"} | | letters_total[reason]",
                "letters_total{cause=\"bad-record\"} | | letters_total[cause]",
                "age_seconds | {{ $labels.table }} | label table",
                "sum by (cause) (letters_total) | | label cause",
            })
    void missesWhatIsNotShown(String expression, String text, String missing) {
        assertThat(query(expression, text).missingIn(SHOWN)).containsExactly(missing);
    }

    private static Query query(String expression, String text) {
        return new Query("any", new Expression(expression), text == null ? List.of() : List.of(text));
    }
}
