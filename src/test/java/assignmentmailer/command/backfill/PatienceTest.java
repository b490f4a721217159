package assignmentmailer.command.backfill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;

class PatienceTest {
    private final List<Duration> pauses = new ArrayList<>();
    private final Patience patience = new Patience(pauses::add);

    private static RuntimeException answer(int status, String code) {
        return DynamoDbException.builder()
                .statusCode(status)
                .awsErrorDetails(AwsErrorDetails.builder().errorCode(code).build())
                .message(code)
                .build();
    }

    private String failing(RuntimeException failure, int times) throws InterruptedException {
        int[] calls = {0};
        return patience.call(() -> {
            if (++calls[0] <= times) {
                throw failure;
            }
            return "answer";
        });
    }

    @ParameterizedTest
    @CsvSource({"ProvisionedThroughputExceededException", "ThrottlingException", "RequestLimitExceeded"})
    void repeatsWhatIsThrottledAsLongAsItIs(String code) throws InterruptedException {
        assertThat(failing(answer(400, code), 1_000)).isEqualTo("answer");

        assertThat(pauses)
                .hasSize(1_000)
                .startsWith(Duration.ofMillis(100), Duration.ofMillis(200))
                .allMatch(pause -> pause.compareTo(Duration.ofSeconds(5)) <= 0);
    }

    @Test
    void repeatsAWriteOfTheLedgerThatWasThrottled() throws InterruptedException {
        RuntimeException wrapped = new IllegalStateException("unavailable", answer(400, "ThrottlingException"));

        assertThat(failing(wrapped, 20)).isEqualTo("answer");
    }

    @Test
    void repeatsAFewTimesWhatGetsNoAnswer() throws InterruptedException {
        assertThat(failing(SdkClientException.create("reset"), 8)).isEqualTo("answer");
        assertThat(failing(answer(500, "InternalServerError"), 8)).isEqualTo("answer");

        assertThatThrownBy(() -> failing(SdkClientException.create("reset"), 9)).hasMessageContaining("reset");
    }

    @Test
    void doesNotRepeatWhatIsRefused() {
        assertThatThrownBy(() -> failing(answer(400, "AccessDeniedException"), 1))
                .hasMessageContaining("AccessDeniedException");

        assertThat(pauses).isEmpty();
    }
}
