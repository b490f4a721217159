package assignmentmailer;

import static org.assertj.core.api.Assertions.assertThat;

import assignmentmailer.ledger.AttemptFault;
import assignmentmailer.ledger.FailureNote;
import assignmentmailer.mail.FaultClassifier;
import java.net.SocketTimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.services.ses.model.SesException;

/** Whose fault the ledger notes for a failed attempt. */
class AttemptFaultTest {
    private static final FaultClassifier CLASSIFIER = new FaultClassifier("jobs@example.com");

    @ParameterizedTest
    @CsvSource({
        "400, MessageRejected, MAIL",
        "400, SomethingNew, EVERYBODY",
        "400, AccountSendingPausedException, ACCOUNT",
        "400, Throttling, THROTTLING",
        "503, ServiceUnavailable, EVERYBODY",
        "500, InternalFailure, UNCERTAIN"
    })
    void followsTheAnswerOfSes(int status, String code, AttemptFault fault) {
        SesException answer = (SesException) SesException.builder()
                .statusCode(status)
                .awsErrorDetails(AwsErrorDetails.builder()
                        .errorCode(code)
                        .errorMessage("no")
                        .build())
                .build();

        FailureNote note = MailConfiguration.noteOf(CLASSIFIER, answer);

        assertThat(note).isEqualTo(new FailureNote(code.replace("Exception", ""), fault));
    }

    @Test
    void isUncertainWithoutAnAnswer() {
        FailureNote note = MailConfiguration.noteOf(CLASSIFIER, new SocketTimeoutException("Read timed out"));

        assertThat(note).isEqualTo(new FailureNote("SocketTimeoutException", AttemptFault.UNCERTAIN));
    }
}
