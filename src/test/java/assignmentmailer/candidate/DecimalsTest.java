package assignmentmailer.candidate;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DecimalsTest {
    @ParameterizedTest
    @CsvSource({"5, 5", "5.0, 5", "' 5 ', 5", "05, 5", "50, 50", "5e1, 50", "0.50, 0.5", "0.0, 0", "-5.00, -5"})
    void givesEqualNumbersOneForm(String text, String form) {
        assertThat(Decimals.parse(text))
                .hasValueSatisfying(number -> assertThat(number).hasToString(form));
    }

    @Test
    void writesNoNumberOutThatIsLongerThanAnyOfAnItem() {
        assertThat(Decimals.parse("1e200").orElseThrow()).hasToString("1" + "0".repeat(200));
        assertThat(Decimals.parse("1e201").orElseThrow()).hasToString("1E+201");
    }

    @Test
    void takesNoTextForANumberThatIsNone() {
        assertThat(Decimals.parse("five")).isEmpty();
        assertThat(Decimals.parse("5".repeat(64))).isPresent();
        assertThat(Decimals.parse("5".repeat(65))).isEmpty();
    }
}
