package assignmentmailer.mail;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.SocketTimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

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
