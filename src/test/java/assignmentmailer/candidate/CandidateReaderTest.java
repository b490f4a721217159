package assignmentmailer.candidate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import assignmentmailer.ChangeRecords;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Chars;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.Record;

class CandidateReaderTest {
    private final Map<String, AttributeValue> image = new HashMap<>(ChangeRecords.image());
    private final CandidateReader reader = new CandidateReader(ChangeRecords.ATTRIBUTES, true);

    @Test
    void readsEveryAttribute() throws BadRecordException {
        Candidate candidate = read();

        assertThat(candidate.id()).isEqualTo("c-1");
        assertThat(candidate.name()).isEqualTo("José Muñoz");
        assertThat(candidate.email()).isEqualTo(new EmailAddress("jose@example.com"));
        assertThat(candidate.experience()).isEqualTo("12");
        assertThat(candidate.attributes()).containsEntry("skills", "java").hasSize(5);
    }

    @Test
    void keepsEveryAttributeForTemplatesAndRules() throws BadRecordException {
        image.put("remote", AttributeValue.fromBool(true));
        image.put("left", AttributeValue.fromNul(true));
        image.put("years", AttributeValue.fromN("1.50"));
        image.put("cv", AttributeValue.fromB(SdkBytes.fromUtf8String("cv")));
        image.put("tags", AttributeValue.fromSs(List.of("a", "b")));
        image.put("marks", AttributeValue.fromNs(List.of("1", "2")));
        image.put("keys", AttributeValue.fromBs(List.of(SdkBytes.fromUtf8String("k"))));
        image.put("address", AttributeValue.fromM(Map.of("city", ChangeRecords.text("Zürich"))));
        image.put("jobs", AttributeValue.fromL(List.of(ChangeRecords.text("a"), AttributeValue.fromNul(true))));

        assertThat(read().attributes())
                .containsEntry("remote", true)
                .doesNotContainKey("left")
                .containsEntry("years", new BigDecimal("1.5"))
                .containsEntry("cv", "Y3Y=")
                .containsEntry("tags", List.of("a", "b"))
                .containsEntry("marks", List.of(new BigDecimal("1"), new BigDecimal("2")))
                .containsEntry("keys", List.of("aw=="))
                .containsEntry("address", Map.of("city", "Zürich"))
                .containsEntry("jobs", List.of("a"));
    }

    @Test
    void keepsTheTextOfANumberThatDynamoDbCannotHave() throws BadRecordException {
        image.put("none", AttributeValue.fromN("five"));
        image.put("least", AttributeValue.fromN("1E-168"));
        image.put("less", AttributeValue.fromN("1E-169"));

        assertThat(read().attributes())
                .containsEntry("none", "five")
                .containsEntry("least", new BigDecimal("1E-168"))
                .containsEntry("less", "1E-169");
    }

    @Test
    void isCalledByItsKeyOfAnyType() throws BadRecordException {
        CandidateReader byKey =
                new CandidateReader(new CandidateAttributes(Optional.empty(), "fullname", "email", "experience"), true);
        AttributeValue bytes = AttributeValue.fromB(SdkBytes.fromByteArray(new byte[] {1, 2}));

        assertThat(byKey.read(keyed(Map.of("id", AttributeValue.fromN("7")))).id())
                .isEqualTo("7");
        assertThat(byKey.read(keyed(Map.of("id", bytes, "sort", AttributeValue.fromS("a|b"))))
                        .id())
                .isEqualTo("AQI=|a\\|b");
    }

    private Record keyed(Map<String, AttributeValue> keys) {
        return Record.builder()
                .dynamodb(change -> change.keys(keys).newImage(image))
                .build();
    }

    @Test
    void followsDotsIntoMapsUnlessAnAttributeHasThatName() throws BadRecordException {
        CandidateReader reader = new CandidateReader(
                new CandidateAttributes(Optional.of("a.id"), "person.name", "contact.mail.work", "cv.years"), true);
        image.put("a", AttributeValue.fromM(Map.of("id", ChangeRecords.text("A-7"))));
        image.put("person.name", ChangeRecords.text("Ada"));
        image.put("person", AttributeValue.fromM(Map.of("name", ChangeRecords.text("Eve"))));
        image.put("contact", AttributeValue.fromM(Map.of("mail.work", ChangeRecords.text("ada@example.com"))));
        image.put("cv", AttributeValue.fromM(Map.of("years", AttributeValue.fromN("3"))));

        Candidate candidate = reader.read(ChangeRecords.insert(image));

        assertThat(candidate.id()).isEqualTo("A-7");
        assertThat(candidate.name()).isEqualTo("Ada");
        assertThat(candidate.email()).isEqualTo(new EmailAddress("ada@example.com"));
        assertThat(candidate.experience()).isEqualTo("3");
    }

    @Test
    void namesTheAttributeAsItIsSet() {
        CandidateReader reader = new CandidateReader(
                new CandidateAttributes(Optional.empty(), "fullname", "contact.email", "experience"), true);

        assertThatExceptionOfType(BadRecordException.class)
                .isThrownBy(() -> reader.read(ChangeRecords.insert(image)))
                .withMessageContaining("contact.email is missing");
    }

    @Test
    void callsACandidateByTheKeyWhereTheIdIsMissing() throws BadRecordException {
        CandidateReader reader = new CandidateReader(
                new CandidateAttributes(Optional.of("number"), "fullname", "email", "experience"), true);

        assertThat(reader.read(ChangeRecords.insert(image)).id()).isEqualTo("c-1");
    }

    @Property(seed = "4")
    void tellsItemsWithDifferentKeysApart(
            @ForAll @StringLength(max = 3) @Chars({'a', '|', '\\'}) String hash,
            @ForAll @StringLength(max = 3) @Chars({'a', '|', '\\'}) String range,
            @ForAll @StringLength(max = 3) @Chars({'a', '|', '\\'}) String otherHash,
            @ForAll @StringLength(max = 3) @Chars({'a', '|', '\\'}) String otherRange) {
        String one = ItemAttributes.key(Map.of("id", ChangeRecords.text(hash), "job", ChangeRecords.text(range)));
        String other =
                ItemAttributes.key(Map.of("job", ChangeRecords.text(otherRange), "id", ChangeRecords.text(otherHash)));

        assertThat(one.equals(other)).isEqualTo(hash.equals(otherHash) && range.equals(otherRange));
    }

    @ParameterizedTest
    @ValueSource(strings = {"%s ", " %s", "%s\n", "\u00a0%s", "\u200b%s\ufeff", "\t%s\r\n"})
    void ignoresWhatCopyingLeavesAroundAnAddressOrANumber(String copied) throws BadRecordException {
        image.put("email", ChangeRecords.text(copied.formatted("jose@example.com")));
        image.put("experience", ChangeRecords.text(copied.formatted("5.5")));

        assertThat(read().email()).isEqualTo(new EmailAddress("jose@example.com"));
        assertThat(read().experience()).isEqualTo("5.5");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "5", "5.01", "1e2", " 7 ", "0.12345678901234567890123456789012345678", "1000"})
    void readsExperienceExactly(String years) throws BadRecordException {
        image.put("experience", AttributeValue.fromN(years));

        assertThat(read().experience()).isEqualByComparingTo(years.strip());
    }

    @ParameterizedTest
    @CsvSource({"5.0, 5", "5.50, 5.5", "1e2, 100", "0.0, 0", "1E-2, 0.01"})
    void givesEqualNumbersOneForm(String written, BigDecimal number) throws BadRecordException {
        image.put("experience", AttributeValue.fromS(written));
        image.put("marks", AttributeValue.fromNs(List.of(written)));

        Candidate candidate = read();

        assertThat(candidate.experience()).isEqualTo(number);
        assertThat(candidate.attributes()).containsEntry("marks", List.of(number));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "many", "-1", "1e9"})
    void leavesExperienceOpenWhereNoRuleAsksForIt(String years) throws BadRecordException {
        image.put("experience", ChangeRecords.text(years));
        Map<String, AttributeValue> without = new HashMap<>(image);
        without.remove("experience");
        CandidateReader lenient = new CandidateReader(ChangeRecords.ATTRIBUTES, false);

        assertThat(lenient.read(ChangeRecords.insert(image)).experience()).isNull();
        assertThat(lenient.read(ChangeRecords.insert(without)).experience()).isNull();
    }

    @Test
    void readsANumberInATextAttribute() throws BadRecordException {
        image.put("experience", ChangeRecords.text("5.5"));

        assertThat(read().experience()).isEqualTo("5.5");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "-1 | negative",
                "-0.01 | negative",
                "five | not a number",
                "1000.01 | more than 1000 years",
                "1e400 | more than 1000 years",
                "1e999999999 | more than 1000 years",
                "1e-999999999 | more than 38 decimals",
                "5,5 | not a number",
                "5 years | not a number",
                "NaN | not a number",
                "'' | not a number",
                "11111111111111111111111111111111111111111111111111111111111111111 | more than 64 characters"
            })
    void refusesExperienceThatIsNone(String years, String fault) {
        image.put("experience", ChangeRecords.text(years));

        assertBad("experience", fault);
    }

    @Test
    void takesExperienceOf64Characters() throws Exception {
        image.put("experience", ChangeRecords.text("0".repeat(63) + "5"));

        assertThat(read().experience()).isEqualByComparingTo("5");
    }

    @ParameterizedTest
    @ValueSource(strings = {"email", "experience"})
    void refusesARecordWithoutAnAttributeThatIsNeeded(String attribute) {
        image.remove(attribute);

        assertBad(attribute, "missing");
    }

    @ParameterizedTest
    @ValueSource(strings = {"email", "experience"})
    void refusesAnAttributeOfAnotherType(String attribute) {
        image.put(attribute, AttributeValue.fromBool(true));

        assertBad(attribute, "missing, or neither text nor a number");
    }

    @ParameterizedTest
    @CsvSource({
        "1e1001, more than 1000 years",
        "1e-1001, more than 38 decimals",
        "1e999999999, more than 1000 years",
        "1e-2147483647, more than 38 decimals"
    })
    void refusesANumberThatWouldFillTheMemoryWhenItIsPrinted(String years, String fault) {
        image.put("experience", ChangeRecords.text(years));

        assertBad("experience", fault);
    }

    @Test
    void refusesAnAddressWithoutRepeatingIt() {
        image.put("email", ChangeRecords.text("jose@example.com,other@example.com"));

        assertThatExceptionOfType(BadRecordException.class)
                .isThrownBy(this::read)
                .withMessageContaining("email")
                .withMessageNotContaining("jose");
    }

    @Test
    void refusesARecordWithoutNewImage() {
        Record keysOnly = Record.builder()
                .dynamodb(change -> change.keys(Map.of("id", ChangeRecords.text("c-1"))))
                .build();

        assertThatExceptionOfType(BadRecordException.class)
                .isThrownBy(() -> reader.read(keysOnly))
                .withMessageContaining("no new image");
        assertThatExceptionOfType(BadRecordException.class)
                .isThrownBy(() -> reader.read(Record.builder().build()))
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
        image.put("fullname", ChangeRecords.text(name));

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

    @ParameterizedTest
    @ValueSource(strings = {"jose@example.com", "josé@例え.jp", "\"john doe\"@example.com"})
    void hashesAnIdThatMayBeAnAddress(String id) throws BadRecordException {
        image.put("id", ChangeRecords.text(id));

        assertThat(read().logName()).matches("sha256:[0-9a-f]{16}").isEqualTo(LogName.of(id));
        assertThat(read()).hasToString("Candidate[" + LogName.of(id) + "]");
    }

    @Test
    void refusesARecordWithoutAKey() {
        Record keyless =
                Record.builder().dynamodb(change -> change.newImage(image)).build();

        assertThatExceptionOfType(BadRecordException.class)
                .isThrownBy(() -> reader.read(keyless))
                .withMessage("the record has no key");
    }

    private void assertBad(String attribute, String fault) {
        assertThatExceptionOfType(BadRecordException.class)
                .isThrownBy(this::read)
                .withMessageContaining(attribute)
                .withMessageContaining(fault);
    }

    private Candidate read() throws BadRecordException {
        return reader.read(ChangeRecords.insert(image));
    }
}
