package assignmentmailer.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** SQS's error codes tell refusals apart that have the same HTTP status. */
class SqsRefusalsTest {
    @ParameterizedTest
    @CsvSource({"403, AccessDenied", "400, AccessDeniedException"})
    void aDeniedQueueNamesThePermissionsToGrant(int status, String code) {
        SqsStub sqs = new SqsStub(status, code);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> FoundQueue.find(sqs, QueueName.parse("candidates"), "queue.name"))
                .withMessageStartingWith("queue.name:")
                .withMessageContaining("sqs:GetQueueUrl");
    }

    @ParameterizedTest
    @CsvSource({"403, InvalidClientTokenId", "403, ExpiredToken", "403, SignatureDoesNotMatch", "500, InternalFailure"})
    void anotherRefusalIsReportedInSqsOwnWords(int status, String code) {
        SqsStub sqs = new SqsStub(status, code);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> FoundQueue.find(sqs, QueueName.parse("candidates"), "queue.name"))
                .withMessageStartingWith("queue.name:")
                .withMessageContaining("in SQS's words")
                .withMessageNotContaining("sqs:GetQueueUrl");
    }

    @ParameterizedTest
    @CsvSource({
        "400, InvalidParameterValue, false",
        "400, ReceiptHandleIsInvalid, false",
        "400, AWS.SimpleQueueService.MessageNotInflight, false",
        "400, RequestThrottled, true",
        "400, KmsThrottled, true",
        "400, ExpiredToken, true",
        "403, AccessDenied, true",
        "503, ServiceUnavailable, true"
    })
    void aMessageIsLeftToTheQueueOnlyWhereSqsCannotHideIt(int status, String code, boolean isStillOurs) {
        Visibility visibility = new Visibility(new SqsStub(status, code));

        assertThat(visibility.hide("http://sqs/1/candidates", "receipt", Duration.ofSeconds(30)))
                .isEqualTo(isStillOurs);
    }
}
