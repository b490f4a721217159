package assignmentmailer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import assignmentmailer.assignment.AssignmentRule;
import assignmentmailer.assignment.AttachedFile;
import assignmentmailer.candidate.CandidateAttributes;
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
import org.junit.jupiter.params.provider.ValueSource;

class SettingsTest {
    private final Map<String, String> properties = new HashMap<>(Map.of(
            "mail.from", "Recruiting Zürich <jobs@example.com>",
            "mail.reply-to", "hr@bücher.example",
            "mail.subject", "Coding Round",
            "mail.probe-interval", "10s",
            "candidate.name", "fullname",
            "candidate.email", "contact.email",
            "candidate.experience", "experience",
            "assignments[0].up-to-years", "5.5",
            "assignments[0].url", "https://example.com/1.zip",
            "assignments[1].url", "https://example.com/2.zip"));
    private final Settings settings = new Settings(properties::get, () -> properties.keySet().stream());

    @Test
    void readsTheMailSettings() {
        MailSettings mail = settings.mail();

        assertThat(mail.from().getAddress()).isEqualTo("jobs@example.com");
        assertThat(mail.from().getPersonal()).isEqualTo("Recruiting Zürich");
        assertThat(mail.replyTo().getAddress()).isEqualTo("hr@xn--bcher-kva.example");
        assertThat(mail.replyTo().getPersonal()).isNull();
        assertThat(mail.subject()).isEqualTo("Coding Round");
    }

    @Test
    void readsADurationWithAUnit() {
        assertThat(settings.probeInterval()).isEqualTo(Duration.ofSeconds(10));
    }

    @Test
    void readsTheAttributesThatMakeACandidate() {
        assertThat(settings.candidateAttributes())
                .isEqualTo(new CandidateAttributes(Optional.empty(), "fullname", "contact.email", "experience"));
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
                        AssignmentRule.of(URI.create("https://example.com/1.zip"))
                                .upTo(new BigDecimal("5.5")),
                        AssignmentRule.of(URI.create("https://example.com/2.zip")));
    }

    @Test
    void readsWhatARuleSaysOfItsMail() {
        properties.put("assignments[0].when", "${body.candidate.name} == 'Ada'");
        properties.put("assignments[0].subject", "For ${body.candidate.name}");
        properties.put("assignments[0].template", "go");
        properties.put("assignments[0].url", "");
        properties.put("assignments[0].attach", "file:assignments/go.zip");

        assertThat(settings.assignmentRules())
                .first()
                .isEqualTo(new AssignmentRule(
                        Optional.of(new BigDecimal("5.5")),
                        Optional.of("${body.candidate.name} == 'Ada'"),
                        Optional.empty(),
                        Optional.of(new AttachedFile("file:assignments/go.zip")),
                        Optional.of("For ${body.candidate.name}"),
                        Optional.of("go")));
    }

    @Test
    void refusesAHoleInTheRules() {
        properties.put("assignments[3].url", "https://example.com/4.zip");

        assertThatIllegalArgumentException()
                .isThrownBy(settings::assignmentRules)
                .withMessage("assignments[2] is missing, although assignments[3] is set");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "assignment"})
    void refusesARuleWithoutUrlWhoseTemplatesNeedOne(String template) {
        properties.remove("assignments[0].url");
        properties.put("assignments[0].template", template);

        assertThatIllegalArgumentException()
                .isThrownBy(settings::assignmentRules)
                .withMessageContaining("assignments[0].url is not set")
                .withMessageContaining("ASSIGNMENTS_0_URL");
    }
}
