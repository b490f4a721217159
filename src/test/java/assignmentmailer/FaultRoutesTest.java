package assignmentmailer;

import static org.assertj.core.api.Assertions.assertThat;

import assignmentmailer.ledger.LedgerStatus;
import assignmentmailer.ledger.WhenUncertain;
import assignmentmailer.mail.FaultOwner;
import assignmentmailer.mail.SesFaults;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.services.dynamodb.model.Record;

/** The shipped routes' handling of each fault of one mail while SES accepts the others. */
@TestInstance(Lifecycle.PER_CLASS)
class FaultRoutesTest extends ShippedRoutes {
    private static final int OTHERS = 50;
    private static final int RETRIES = 10;
    private static final int RESENDS = 5;

    private final Set<Integer> failingWrites = Collections.synchronizedSet(new HashSet<>());
    private int ledgerWrites;
    private String id;
    private Record record;

    FaultRoutesTest() {
        super(WhenUncertain.RESEND);
    }

    /** Makes SES accept other mails, as many as the outcome window holds. */
    @BeforeEach
    void othersAreTaken() {
        failingWrites.clear();
        ledgerFails = () -> failingWrites.contains(++ledgerWrites);
        IntStream.range(0, OTHERS).forEach(i -> deliveries.untilDone(someone()));
        script.forgetCalls();
        ledgerWrites = 0;
        id = UUID.randomUUID().toString();
        record = ChangeRecords.insert(id, SesFaults.RECIPIENT);
    }

    private static Record someone() {
        return ChangeRecords.insert(UUID.randomUUID().toString(), "someone@example.com");
    }

    @ParameterizedTest
    @MethodSource("refusedForItsContent")
    void deadLettersAtOnceWhatSesRefusesForItsContent(Exception failure) throws Exception {
        script.failInTurn(failure);

        deliveries.untilDone(record);

        assertThat(reasons()).containsExactly("rejected");
        assertThat(script.candidateCalls()).isEqualTo(1);
    }

    @ParameterizedTest
    @MethodSource("notSent")
    void triesAgainWhatWasNotSent(Exception failure) throws Exception {
        script.failInTurn(failure);

        deliveries.untilDone(record);

        assertMailedAfter(2);
        assertThat(ledger.maybeSent(key())).isZero();
    }

    @ParameterizedTest
    @MethodSource("notSent")
    void deadLettersAMailThatAloneFailsAfterItsRetries(Exception failure) throws Exception {
        script.candidates(ScriptedSes.failing(failure));

        deliveries.untilDone(record);

        assertThat(reasons()).containsExactly("exhausted");
        assertThat(script.candidateCalls()).isEqualTo(1 + RETRIES);
        assertThat(hold.description()).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("uncertain")
    void resendsWhatIsUncertain(Exception failure) throws Exception {
        script.failInTurn(failure);

        deliveries.untilDone(record);

        assertMailedAfter(2);
        assertThat(ledger.maybeSent(key())).isEqualTo(1);
    }

    @Test
    void resendsWhatIsUncertainFiveTimesAtMost() throws Exception {
        script.candidates(ScriptedSes.failing(timeout()));

        deliveries.untilDone(record);

        assertThat(reasons()).containsExactly("uncertain");
        assertThat(script.candidateCalls()).isEqualTo(1 + RESENDS);
    }

    @Test
    void aMailWithoutAMessageIdIsUncertain() throws Exception {
        script.candidates(exchange -> {});

        deliveries.untilDone(record);

        assertThat(reasons()).containsExactly("uncertain");
        assertThat(script.candidateCalls()).isEqualTo(1 + RESENDS);
        assertThat(ledger.status(key())).contains(LedgerStatus.UNCERTAIN);
    }

    @Test
    void manyThrottledAndUnavailableAnswersLeaveOneTimeoutItsResends() throws Exception {
        List<Throwable> failures = new ArrayList<>(Collections.nCopies(6, unavailable()));
        failures.add(timeout());
        script.failInTurn(failures.toArray(Throwable[]::new));

        deliveries.untilDone(record);

        assertMailedAfter(8);
    }

    @Test
    void faultsOfOtherKindsInBetweenGiveNoResendMore() throws Exception {
        List<Throwable> failures = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            failures.add(timeout());
            failures.add(throttled());
        }
        script.failInTurn(failures.toArray(Throwable[]::new));

        deliveries.untilDone(record);

        assertThat(reasons()).containsExactly("uncertain");
        assertThat(ledger.maybeSent(key())).isEqualTo(1 + RESENDS);
    }

    @Test
    void troubleOfTheLedgerGivesNoResendMore() throws Exception {
        IntStream.range(1, 100).map(i -> 3 * i).forEach(failingWrites::add);
        script.candidates(ScriptedSes.failing(timeout()));

        deliveries.untilDone(record);

        assertThat(reasons()).containsExactly("uncertain");
        assertThat(script.candidateCalls()).isEqualTo(1 + RESENDS);
    }

    @Test
    void aDeadLetterThatCannotBeKeptGivesNoResendMore() throws Exception {
        script.candidates(ScriptedSes.failing(timeout()));
        deadLetters.whenAnyExchangeReceived(exchange -> {
            throw new IOException("disk full");
        });

        for (int delivery = 0; delivery < 50; delivery++) {
            assertThat(deliveries.once(record).getException()).isNotNull();
        }

        assertThat(script.candidateCalls()).isEqualTo(1 + RESENDS);
    }

    @Test
    void anErrorInTheCallIsUncertainAndCountedAndTheExchangeEnds() throws Exception {
        script.candidates(exchange -> {
            throw new NoClassDefFoundError("some/Class");
        });

        deliveries.untilDone(record);

        assertThat(reasons()).containsExactly("uncertain");
        assertThat(script.candidateCalls()).isEqualTo(1 + RESENDS);
    }

    @Test
    void throttlingCountsAgainstNobody() throws Exception {
        script.failInTurn(Collections.nCopies(30, throttled()).toArray(Throwable[]::new));

        deliveries.untilDone(record);

        assertMailedAfter(31);
        assertThat(ledger.counted(key())).isZero();
    }

    @ParameterizedTest
    @MethodSource("account")
    void holdsWhileItIsOurAccountsFaultAndResumes(Exception failure) throws Exception {
        script.failInTurn(failure);

        deliveries.untilDone(record);

        assertMailedAfter(2);
        assertThat(hold.description()).isEmpty();
        assertThat(script.probeCalls()).isPositive();
    }

    @Test
    void aFaultOfTheAccountThatComesBackOnOneMailAloneIsThatMails() throws Exception {
        script.candidates(exchange -> {
            if (exchange.getMessage().getHeader("CamelAwsSesTo").equals(SesFaults.RECIPIENT)) {
                throw SesFaults.answer(403, "AccessDenied", "User is not authorized");
            }
            script.take(exchange);
        });

        deliveries.untilDone(record);

        assertThat(reasons()).containsExactly("exhausted");
        assertThat(hold.description()).isEmpty();
    }

    @Test
    void waitsForTheLedgerAsLongAsItTakesBeforeItMails() throws Exception {
        IntStream.rangeClosed(1, 12).forEach(failingWrites::add);

        deliveries.untilDone(record);

        assertMailedAfter(1);
        assertThat(ledgerWrites).isEqualTo(14);
    }

    @Test
    void notesLateThatAMailWasSentAndMailsItNoMore() throws Exception {
        IntStream.rangeClosed(2, 12).forEach(failingWrites::add);

        deliveries.untilDone(record);

        assertMailedAfter(1);
        assertThat(ledger.status(key())).contains(LedgerStatus.SENT);
    }

    @Test
    void judgesAnUnforeseenFailureOfTheSendingAsAnyOther() throws Exception {
        script.failInTurn(new IllegalStateException("Connection pool shut down"));

        deliveries.untilDone(record);

        assertMailedAfter(2);
    }

    @Test
    void mailsACandidateOnceAndPassesOverTheNextTime() throws Exception {
        deliveries.untilDone(record);
        deliveries.untilDone(record);

        assertMailedAfter(1);
    }

    @Test
    void keepsTheRuleAndTheUrlWithTheMail() {
        deliveries.untilDone(record);

        assertThat(ledger.facts(key()).rule()).contains("assignments[2]");
        assertThat(ledger.facts(key()).url()).contains("https://s3.amazonaws.com/my-bucket-name/assignment3.zip");
        assertThat(ledger.facts(key()).messageId()).contains("m-1");
    }

    @Test
    void tellsInTheDeadLetterHowOftenItWasTriedAndSinceWhen() throws Exception {
        script.candidates(ScriptedSes.failing(unavailable()));

        deliveries.untilDone(record);

        JsonNode letter = letters().get(0);
        assertThat(letter.get("attempts").asInt()).isEqualTo(1 + RETRIES);
        assertThat(letter.get("firstFailureTime").asText())
                .isLessThan(letter.get("lastFailureTime").asText());
        assertThat(letter.get("errorClass").asText()).endsWith("SesException");
        assertThat(letter.at("/record/dynamodb/NewImage/email/S").asText()).isEqualTo(SesFaults.RECIPIENT);
    }

    static Stream<Exception> refusedForItsContent() {
        return SesFaults.of(FaultOwner.MAIL, false);
    }

    static Stream<Exception> notSent() {
        return SesFaults.of(FaultOwner.MAIL_OR_EVERYBODY, false);
    }

    static Stream<Exception> uncertain() {
        return SesFaults.of(FaultOwner.MAIL_OR_EVERYBODY, true);
    }

    static Stream<Exception> account() {
        return SesFaults.of(FaultOwner.ACCOUNT, false);
    }

    private static Exception timeout() {
        return SesFaults.noAnswer(new SocketTimeoutException("Read timed out"));
    }

    private static Exception unavailable() {
        return SesFaults.answer(503, "ServiceUnavailable", "Try again");
    }

    private static Exception throttled() {
        return SesFaults.answer(400, "Throttling", "Maximum sending rate exceeded.");
    }

    private String key() {
        return "candidates/" + id;
    }

    private void assertMailedAfter(int calls) throws IOException {
        assertThat(reasons()).isEmpty();
        assertThat(script.candidateCalls()).isEqualTo(calls);
        assertThat(ledger.status(key())).contains(LedgerStatus.SENT);
    }
}
