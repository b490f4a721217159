package assignmentmailer.mail;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.SocketTimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.core.exception.SdkException;

class FaultsTest {
    private final Faults faults = new Faults(SesFaults.SENDER);

    @ParameterizedTest
    @MethodSource("assignmentmailer.mail.SesFaults#table")
    void knowsTheOwner(FaultOwner owner, SdkException failure) {
        assertThat(faults.ownerOf(failure)).isEqualTo(owner);
    }

    @Test
    void whatFailsBeforeTheCallIsThisMailsFault() {
        assertThat(faults.ownerOf(new IllegalStateException("no body"))).isEqualTo(FaultOwner.RECORD);
    }

    @Test
    void tellsTheTwoMeaningsOfThrottlingApart() {
        assertThat(Faults.isTooFast(SesFaults.answer(400, "Throttling", "Maximum sending rate exceeded.")))
                .isTrue();
        assertThat(Faults.isTooFast(SesFaults.answer(400, "Throttling", "Daily message quota exceeded.")))
                .isFalse();
        assertThat(Faults.isTooFast(SesFaults.noAnswer(new SocketTimeoutException("Read timed out"))))
                .isFalse();
    }
}
