package assignmentmailer.mail;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.SocketTimeoutException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class FaultClassifierTest {
    private final FaultClassifier classifier = new FaultClassifier(SesFaults.SENDER);

    @ParameterizedTest
    @MethodSource("assignmentmailer.mail.SesFaults#table")
    void tellsTheOwnerAndWhetherTheMailMayHaveBeenSent(Fault fault, Exception failure) {
        assertThat(classifier.classify(failure, SesFaults.RECIPIENT)).isEqualTo(fault);
    }

    @Test
    void aRefusalThatNamesAnotherRecipientIsNotThisMails() {
        Fault fault = classifier.classify(
                SesFaults.answer(
                        400,
                        "MessageRejected",
                        "Email address is not verified. The following identities failed the check in region EU-WEST-1: "
                                + SesFaults.RECIPIENT),
                "eve@candidate.test");

        assertThat(fault.owner()).isEqualTo(FaultOwner.ACCOUNT);
    }

    @ParameterizedTest
    @CsvSource({
        "o''brien@candidate.example, o''brien@candidate.example",
        "jose@mail.candidate.example, candidate.example",
        "jose+1@candidate.example, jose+1@candidate.example"
    })
    void aRecipientWhomAPolicyDeniesIsRecognizedInWhicheverWords(String recipient, String identity) {
        String resource = "arn:aws:ses:eu-west-1:1:identity/" + identity;

        assertThat(Stream.of(
                                "User `arn:aws:sts::1:assumed-role/r/s' is not authorized to perform `ses:SendRawEmail' on resource `"
                                        + resource + "'",
                                "User: arn:aws:iam::1:user/u is not authorized to perform: ses:SendRawEmail on resource: "
                                        + resource
                                        + " because no identity-based policy allows the ses:SendRawEmail action",
                                "User: arn:aws:iam::1:user/u is not authorized to perform: ses:SendRawEmail on resource: "
                                        + resource + ".",
                                "User: arn:aws:iam::1:user/u is not authorized to perform: ses:SendRawEmail on resource: \""
                                        + resource + "\"")
                        .map(message -> classifier.classify(SesFaults.answer(403, "AccessDenied", message), recipient)))
                .containsOnly(new Fault(FaultOwner.MAIL_OR_EVERYBODY, false));
    }

    @Test
    void aDomainAboveTheSendersIsTheSenders() {
        FaultClassifier ofASubdomain = new FaultClassifier("jobs@mail.example.com");

        Fault fault = ofASubdomain.classify(
                SesFaults.answer(
                        403,
                        "AccessDenied",
                        "not authorized on resource `arn:aws:ses:eu-west-1:1:identity/example.com'"),
                "jose@example.com");

        assertThat(fault.owner()).isEqualTo(FaultOwner.ACCOUNT);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "RequestLimitExceeded",
                "RequestThrottled",
                "RequestThrottledException",
                "ThrottledException",
                "SlowDown",
                "BandwidthLimitExceeded"
            })
    void throttlingIsNobodysInWhicheverWords(String code) {
        assertThat(classifier.classify(SesFaults.answer(503, code, "Slow down"), SesFaults.RECIPIENT))
                .isEqualTo(new Fault(FaultOwner.NONE, false));
    }

    @Test
    void throttlingWithoutACodeIsNobodysToo() {
        assertThat(classifier.classify(SesFaults.answer(429, null, "What a proxy says"), SesFaults.RECIPIENT))
                .isEqualTo(new Fault(FaultOwner.NONE, false));
    }

    @Test
    void whatNobodyForesawMayHaveSentTheMail() {
        assertThat(classifier.classify(new NoClassDefFoundError("some/Class"), SesFaults.RECIPIENT))
                .isEqualTo(new Fault(FaultOwner.MAIL_OR_EVERYBODY, true));
    }

    @ParameterizedTest
    @MethodSource("assignmentmailer.mail.SesFaults#table")
    void namesAFailureInOneWord(Fault fault, Exception failure) {
        assertThat(FaultClassifier.codeOf(failure)).matches("[\\w-]+");
    }

    @Test
    void tellsTheTwoMeaningsOfThrottlingApart() {
        assertThat(FaultClassifier.isTooFast(SesFaults.answer(400, "Throttling", "Maximum sending rate exceeded.")))
                .isTrue();
        assertThat(FaultClassifier.isTooFast(SesFaults.answer(400, "Throttling", "Daily message quota exceeded.")))
                .isFalse();
        assertThat(FaultClassifier.isTooFast(SesFaults.noAnswer(new SocketTimeoutException("Read timed out"))))
                .isFalse();
    }
}
