package assignmentmailer.candidate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import assignmentmailer.Records;
import java.math.BigDecimal;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.Record;

class CandidateReaderTest {
    private final Map<String, AttributeValue> image = Records.image();

    @Test
    void readsEveryAttribute() throws BadRecordException {
        Candidate candidate = read();

        assertThat(candidate)
                .isEqualTo(
                        new Candidate("c-1", "José Muñoz", new EmailAddress("jose@example.com"), new BigDecimal("12")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "5", "5.01", "1e400", " 7 ", "12345678901234567890123456789012345678"})
    void readsExperienceExactly(String years) throws BadRecordException {
        image.put("experience", AttributeValue.fromN(years));

        assertThat(read().experience()).isEqualTo(new BigDecimal(years.strip()));
    }

    @Test
    void readsANumberInATextAttribute() throws BadRecordException {
        image.put("experience", Records.text("5.5"));

        assertThat(read().experience()).isEqualTo("5.5");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "-1 | negative",
                "-0.01 | negative",
                "five | not a number",
                "NaN | not a number",
                "'' | not a number",
                "11111111111111111111111111111111111111111111111111111111111111111 | more than 64 characters"
            })
    void refusesExperienceThatIsNone(String years, String fault) {
        image.put("experience", Records.text(years));

        assertBad("experience", fault);
    }

    @ParameterizedTest
    @ValueSource(strings = {"id", "email", "experience"})
    void refusesARecordWithoutAnAttributeThatIsNeeded(String attribute) {
        image.remove(attribute);

        assertBad(attribute, "missing");
    }

    @ParameterizedTest
    @ValueSource(strings = {"id", "email", "experience"})
    void refusesAnAttributeOfAnotherType(String attribute) {
        image.put(attribute, AttributeValue.fromBool(true));

        assertBad(attribute, "missing, or neither text nor a number");
    }

    @ParameterizedTest
    @ValueSource(strings = {"1e1001", "1e-1001", "1e999999999", "1e-2147483647"})
    void refusesANumberThatWouldFillTheMemoryWhenItIsPrinted(String years) {
        image.put("experience", Records.text(years));

        assertBad("experience", "absurdly large or small");
    }

    @Test
    void refusesAnAddressWithoutRepeatingIt() {
        image.put("email", Records.text("jose@example.com,other@example.com"));

        assertThatExceptionOfType(BadRecordException.class)
                .isThrownBy(this::read)
                .withMessageContaining("email")
                .withMessageNotContaining("jose");
    }

    @Test
    void refusesARecordWithoutNewImage() {
        Record keysOnly = Record.builder()
                .dynamodb(change -> change.keys(Map.of("id", Records.text("c-1"))))
                .build();

        assertThatExceptionOfType(BadRecordException.class)
                .isThrownBy(() -> new CandidateReader().read(keysOnly))
                .withMessageContaining("no new image");
        assertThatExceptionOfType(BadRecordException.class)
                .isThrownBy(() -> new CandidateReader().read(Record.builder().build()))
                .withMessageContaining("no new image");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'Jo\r\nBcc: x@example.com' | Jo Bcc: x@example.com",
                "'Jo\u2028Doe' | Jo Doe",
                "'\tJo\u0000' | Jo",
                "王小明 | 王小明",
                "O'Brien | O'Brien",
                "'\n' | ''"
            })
    void turnsControlCharactersInANameIntoSpaces(String name, String greeted) throws BadRecordException {
        image.put("fullname", Records.text(name));

        assertThat(read().name()).isEqualTo(greeted);
    }

    @Test
    void readsACandidateWithoutAName() throws BadRecordException {
        image.remove("fullname");

        assertThat(read().name()).isEmpty();
    }

    @Test
    void printsNothingPrivate() throws BadRecordException {
        assertThat(read()).hasToString("Candidate[c-1]");
    }

    private void assertBad(String attribute, String fault) {
        assertThatExceptionOfType(BadRecordException.class)
                .isThrownBy(this::read)
                .withMessageContaining(attribute)
                .withMessageContaining(fault);
    }

    private Candidate read() throws BadRecordException {
        return new CandidateReader().read(Records.insert(image));
    }
}
