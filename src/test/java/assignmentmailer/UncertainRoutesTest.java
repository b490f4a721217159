package assignmentmailer;

import static org.assertj.core.api.Assertions.assertThat;

import assignmentmailer.ledger.WhenUncertain;
import assignmentmailer.mail.SesFaults;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.services.dynamodb.model.Record;

/** The routes' handling of uncertain outcomes with {@code mail.when-uncertain=dead-letter}. */
@TestInstance(Lifecycle.PER_CLASS)
class UncertainRoutesTest extends ShippedRoutes {
    UncertainRoutesTest() {
        super(WhenUncertain.DEAD_LETTER);
    }

    /** Until SES has accepted a first mail, the limiter grants one turn a second. */
    @BeforeEach
    void proveTheAccount() {
        deliveries.untilDone(ChangeRecords.insert(UUID.randomUUID().toString(), "someone@example.com"));
        script.forgetCalls();
    }

    @ParameterizedTest
    @MethodSource("assignmentmailer.FaultRoutesTest#uncertain")
    void deadLettersWhatIsUncertainWithoutMailingAgain(Exception failure) throws Exception {
        Record record = ChangeRecords.insert(UUID.randomUUID().toString(), SesFaults.RECIPIENT);
        script.failInTurn(failure);

        deliveries.untilDone(record);
        deliveries.untilDone(record);

        assertThat(script.candidateCalls()).isEqualTo(1);
        assertThat(deadLetters.getExchanges()).hasSize(2).allSatisfy(letter -> assertThat(new ObjectMapper()
                        .readTree(letter.getMessage().getBody(byte[].class))
                        .get("reason")
                        .asText())
                .isEqualTo("uncertain"));
    }

    @ParameterizedTest
    @MethodSource("assignmentmailer.FaultRoutesTest#notSent")
    void triesAgainWhatWasNotSent(Exception failure) throws Exception {
        script.failInTurn(failure);

        deliveries.untilDone(ChangeRecords.insert(UUID.randomUUID().toString(), SesFaults.RECIPIENT));

        assertThat(script.candidateCalls()).isEqualTo(2);
        assertThat(deadLetters.getReceivedCounter()).isZero();
    }
}
