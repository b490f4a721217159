package assignmentmailer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import assignmentmailer.assignment.AssignmentRule;
import assignmentmailer.ledger.LedgerSettings;
import assignmentmailer.ledger.WhenUncertain;
import assignmentmailer.mail.MailSettings;
import java.math.BigDecimal;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SettingsTest {
    private final Map<String, String> properties = new HashMap<>(Map.of(
            "mail.from", "Recruiting Zürich <jobs@example.com>",
            "mail.reply-to", "hr@example.com",
            "mail.subject", "Coding Round",
            "assignments[0].up-to-years", "5.5",
            "assignments[0].url", "https://example.com/1.zip",
            "assignments[1].url", "https://example.com/2.zip"));
    private final Settings settings = new Settings(properties::get);

    @Test
    void readsTheMailSettings() {
        MailSettings mail = settings.mail();

        assertThat(mail.from().getAddress()).isEqualTo("jobs@example.com");
        assertThat(mail.from().getPersonal()).isEqualTo("Recruiting Zürich");
        assertThat(mail.replyTo().getAddress()).isEqualTo("hr@example.com");
        assertThat(mail.subject()).isEqualTo("Coding Round");
    }

    @ParameterizedTest
    @CsvSource({"mail.from, MAIL_FROM", "mail.reply-to, MAIL_REPLY_TO", "mail.subject, MAIL_SUBJECT"})
    void namesARequiredSettingThatIsMissing(String key, String variable) {
        properties.put(key, " ");

        assertThatIllegalArgumentException()
                .isThrownBy(settings::mail)
                .withMessageContaining(key + " is not set")
                .withMessageContaining(variable);
    }

    @ParameterizedTest
    @ValueSource(strings = {"jobs", "a@example.com, b@example.com", "jobs@example.com\r\nBcc: eve@example.com"})
    void refusesASenderThatIsNotOneAddress(String address) {
        properties.put("mail.from", address);

        assertThatIllegalArgumentException()
                .isThrownBy(settings::mail)
                .withMessageStartingWith("mail.from is not one e-mail address");
    }

    @Test
    void readsWhatToDoWithAnUncertainMail() {
        properties.put("mail.when-uncertain", "dead-letter");

        assertThat(settings.whenUncertain()).isEqualTo(WhenUncertain.DEAD_LETTER);
    }

    @Test
    void refusesAnotherWordForWhatToDoWithAnUncertainMail() {
        properties.put("mail.when-uncertain", "hold");

        assertThatIllegalArgumentException()
                .isThrownBy(settings::whenUncertain)
                .withMessage("mail.when-uncertain is neither resend nor dead-letter: hold");
    }

    @Test
    void aClaimsLeaseCoversItsWritingTheCredentialsAndTheCall() {
        properties.putAll(Map.of(
                "mail.when-uncertain", "resend",
                "mail.connect-timeout", "2000",
                "mail.read-timeout", "8000",
                "mail.call-timeout", "10000",
                "mail.concurrency", "16"));

        LedgerSettings ledger = MailConfiguration.ledgerSettings(settings);

        assertThat(ledger.longestCall()).isEqualTo(Duration.ofSeconds(15));
        assertThat(ledger.lease()).isEqualTo(Duration.ofSeconds(25));
        assertThat(ledger.mostResends()).isEqualTo(5);
    }

    @Test
    void readsTheRulesInTheirOrder() {
        assertThat(settings.assignmentRules())
                .containsExactly(
                        new AssignmentRule(Optional.of(new BigDecimal("5.5")), URI.create("https://example.com/1.zip")),
                        new AssignmentRule(Optional.empty(), URI.create("https://example.com/2.zip")));
    }

    @Test
    void letsTheEnvironmentsSpellingOfARuleWin() {
        properties.put("assignments.1.url", "https://example.com/other.zip");

        assertThat(settings.assignmentRules())
                .last()
                .extracting(AssignmentRule::url)
                .hasToString("https://example.com/other.zip");
    }

    @Test
    void refusesAHoleInTheRules() {
        properties.put("assignments[3].url", "https://example.com/4.zip");

        assertThatIllegalArgumentException()
                .isThrownBy(settings::assignmentRules)
                .withMessage("assignments[2] is missing, although assignments[3] is there");
    }

    @Test
    void refusesARuleWithoutUrl() {
        properties.remove("assignments[0].url");

        assertThatIllegalArgumentException()
                .isThrownBy(settings::assignmentRules)
                .withMessage("assignments[0].url is missing");
    }

    @Test
    void refusesALimitThatIsNoNumber() {
        properties.put("assignments[0].up-to-years", "five");

        assertThatIllegalArgumentException()
                .isThrownBy(settings::assignmentRules)
                .withMessage("assignments[0].up-to-years is not a number: five");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "assignment.zip",
                "ftp://example.com/1.zip",
                "https://",
                "https://example.com/a b",
                "javascript:alert(1)"
            })
    void refusesAUrlThatNoBrowserOpens(String url) {
        properties.put("assignments[1].url", url);

        assertThatIllegalArgumentException()
                .isThrownBy(settings::assignmentRules)
                .withMessageStartingWith("assignments[1].url is not a web address");
    }
}
