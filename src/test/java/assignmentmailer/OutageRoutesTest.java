package assignmentmailer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import assignmentmailer.ledger.LedgerStatus;
import assignmentmailer.ledger.WhenUncertain;
import assignmentmailer.mail.SesFaults;
import assignmentmailer.mail.account.HoldCause;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.net.ssl.SSLHandshakeException;
import org.apache.camel.Exchange;
import org.apache.camel.component.aws2.ses.Ses2Constants;
import org.apache.camel.health.HealthCheck;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.services.dynamodb.model.Record;

/** The shipped routes' handling of outages: other mails, or a probe, decide. */
class OutageRoutesTest extends ShippedRoutes {
    private static final int CANDIDATES = 20;
    private static final int RETRIES = 10;

    OutageRoutesTest() {
        super(WhenUncertain.RESEND);
    }

    private static Record candidate(int i) {
        return ChangeRecords.insert("c-" + i, "candidate-" + i + "@candidate.example");
    }

    private static Record candidate() {
        return ChangeRecords.insert("c-1", SesFaults.RECIPIENT);
    }

    private static String addressOf(Exchange exchange) {
        return exchange.getMessage().getHeader(Ses2Constants.TO, String.class);
    }

    static Stream<Exception> outages() {
        return Stream.of(
                SesFaults.notSent(new ConnectException("Connection refused")),
                SesFaults.notSent(new SSLHandshakeException("PKIX path building failed")),
                SesFaults.noAnswer(new SocketTimeoutException("Read timed out")),
                SesFaults.answer(500, "InternalFailure", "Internal"),
                SesFaults.answer(502, null, "Bad gateway"),
                SesFaults.answer(503, "ServiceUnavailable", "Try again"),
                SesFaults.answer(400, "InvalidParameterValue", "Illegal address"),
                SesFaults.answer(400, "SomethingNew", "What nobody has seen yet"),
                new IllegalStateException("Connection pool shut down"));
    }

    @ParameterizedTest
    @MethodSource("outages")
    void holdsWhatFailsForEverybodyAndDeadLettersNobody(Exception failure) throws Exception {
        script.all(ScriptedSes.failing(failure));
        List<CompletableFuture<Void>> waiting = IntStream.range(0, CANDIDATES)
                .mapToObj(i -> deliveries.untilDoneElsewhere(candidate(i)))
                .toList();
        await().until(() -> hold.since(HoldCause.OUTAGE).isPresent() && script.probeCalls() > 5);
        // where SES refuses the probe's address as well, a candidate's trial may end the hold for a moment
        await().until(() -> readiness("mailing").getState() == HealthCheck.State.DOWN);

        script.takeAll();
        CompletableFuture.allOf(waiting.toArray(CompletableFuture[]::new)).get(30, TimeUnit.SECONDS);

        assertThat(deadLetters.getReceivedCounter()).isZero();
        assertThat(ledgerStatuses()).containsOnly(LedgerStatus.SENT);
        assertThat(readiness("mailing").getState()).isEqualTo(HealthCheck.State.UP);
    }

    @Test
    void anAnswerWithoutAMessageIdForEverybodyIsAReasonToHold() throws Exception {
        script.all(exchange -> {});
        CompletableFuture<Void> waiting = deliveries.untilDoneElsewhere(candidate());
        await().until(() -> hold.since(HoldCause.OUTAGE).isPresent() && script.probeCalls() > 3);

        script.takeAll();
        waiting.get(30, TimeUnit.SECONDS);

        assertThat(script.candidateCalls()).isEqualTo(2);
        assertThat(deadLetters.getReceivedCounter()).isZero();
    }

    @Test
    void candidatesAreTriedNoMoreWhileProbesFail() throws Exception {
        script.all(ScriptedSes.failing(SesFaults.noAnswer(new SocketTimeoutException("Read timed out"))));
        CompletableFuture<Void> waiting = deliveries.untilDoneElsewhere(candidate());

        await().until(() -> script.probeCalls() > 10);

        assertThat(script.candidateCalls()).isEqualTo(1);
        script.takeAll();
        waiting.get(30, TimeUnit.SECONDS);
    }

    @Test
    void anOutageUnderLoadIsFoundOutByAProbeAfterAFewFailures() throws Exception {
        IntStream.range(100, 130).forEach(i -> deliveries.untilDone(candidate(i)));
        script.all(ScriptedSes.failing(SesFaults.answer(500, "InternalFailure", "Internal")));
        script.forgetCalls();

        for (int i = 0; i < 10 && hold.description().isEmpty(); i++) {
            assertThat(deliveries.once(candidate(i)).getException()).isNotNull();
        }

        assertThat(hold.since(HoldCause.OUTAGE)).isPresent();
        assertThat(script.candidateCalls()).isLessThanOrEqualTo(4);
    }

    @Test
    void whereNoOtherWasTriedAProbeDecidesThatItIsTheMails() throws Exception {
        script.candidates(ScriptedSes.failing(SesFaults.answer(500, "InternalFailure", "Internal")));

        deliveries.untilDone(candidate());

        assertThat(reasons()).containsExactly("uncertain");
        assertThat(hold.description()).isEmpty();
    }

    @Test
    void oneRecipientWhomAPolicyDoesNotAllowHoldsNobodyUpAndBecomesADeadLetter() throws Exception {
        script.candidates(exchange -> {
            if (addressOf(exchange).equals(SesFaults.RECIPIENT)) {
                throw denied(SesFaults.RECIPIENT);
            }
            script.take(exchange);
        });

        deliveries.untilDone(candidate());

        assertThat(reasons()).containsExactly("exhausted");
        assertThat(script.calls(SesFaults.RECIPIENT)).isEqualTo(1 + RETRIES);
        assertThat(hold.description()).isEmpty();
    }

    @Test
    void sixteenWhoAlwaysFailKeepNoOtherAway() throws Exception {
        script.candidates(exchange -> {
            if (addressOf(exchange).startsWith("candidate-")) {
                throw denied(addressOf(exchange));
            }
            script.take(exchange);
        });
        List<CompletableFuture<Void>> failing = IntStream.range(0, 16)
                .mapToObj(i -> deliveries.untilDoneElsewhere(candidate(i)))
                .toList();
        await().until(() -> script.candidateCalls() > 3);

        deliveries.untilDone(ChangeRecords.insert("good", "good@example.com"));

        assertThat(ledger.status("candidates/good")).contains(LedgerStatus.SENT);
        script.takeAll();
        CompletableFuture.allOf(failing.toArray(CompletableFuture[]::new)).get(30, TimeUnit.SECONDS);
    }

    @Test
    void whoWasMailedBeforeIsPassedOverThoughMailingIsHeld() throws Exception {
        IntStream.range(0, CANDIDATES).forEach(i -> deliveries.untilDone(candidate(i)));
        script.all(ScriptedSes.failing(SesFaults.answer(400, "AccountSendingPausedException", "Paused")));
        CompletableFuture<Void> waiting = deliveries.untilDoneElsewhere(candidate(CANDIDATES));
        await().until(() -> hold.description().isPresent());
        int calls = script.candidateCalls();

        CompletableFuture<Void> again = CompletableFuture.runAsync(
                () -> IntStream.range(0, CANDIDATES).forEach(i -> deliveries.untilDone(candidate(i))));

        again.get(30, TimeUnit.SECONDS);
        assertThat(hold.description()).isPresent();
        assertThat(script.candidateCalls()).isEqualTo(calls);
        script.takeAll();
        waiting.get(30, TimeUnit.SECONDS);
    }

    @Test
    void aSandboxInWhichNoRecipientIsVerifiedDeadLettersNobody() throws Exception {
        script.candidates(exchange -> {
            throw SesFaults.answer(
                    400,
                    "MessageRejected",
                    "Email address is not verified. The following identities failed the check in region EU-WEST-1: "
                            + addressOf(exchange));
        });
        List<CompletableFuture<Void>> waiting = IntStream.range(0, 5)
                .mapToObj(i -> deliveries.untilDoneElsewhere(candidate(i)))
                .toList();
        await().until(() -> script.candidateCalls() > 6);
        assertThat(deadLetters.getReceivedCounter()).isZero();

        script.takeAll();
        CompletableFuture.allOf(waiting.toArray(CompletableFuture[]::new)).get(30, TimeUnit.SECONDS);

        assertThat(deadLetters.getReceivedCounter()).isZero();
    }

    @Test
    void whereTheProbeIsDeniedCandidatesAreTheProbes() throws Exception {
        script.all(ScriptedSes.failing(SesFaults.answer(500, "InternalFailure", "Internal")));
        CompletableFuture<Void> waiting = deliveries.untilDoneElsewhere(candidate());
        await().until(() -> hold.description().isPresent());

        script.probes(exchange -> {
            throw denied(addressOf(exchange));
        });
        script.candidates(script::take);
        waiting.get(30, TimeUnit.SECONDS);

        assertThat(hold.description()).isEmpty();
    }

    @Test
    void theResendsUsedUpInAnOutageAreNotExceededAndTheMailWaitsUntilSesTakesOthers() throws Exception {
        IntStream.rangeClosed(1, 6).forEach(i -> uncertainOutage());
        assertThat(ledger.maybeSent("candidates/c-1")).isEqualTo(6);
        script.all(ScriptedSes.failing(SesFaults.notSent(new ConnectException("Connection refused"))));
        CompletableFuture<Void> other = deliveries.untilDoneElsewhere(candidate(2));
        await().until(() -> hold.since(HoldCause.OUTAGE).isPresent());
        script.forgetCalls();
        CompletableFuture<Void> waiting = deliveries.untilDoneElsewhere(candidate());
        await().during(Duration.ofMillis(300)).until(() -> !waiting.isDone());

        script.takeAll();
        CompletableFuture.allOf(other, waiting).get(30, TimeUnit.SECONDS);

        assertThat(script.calls(SesFaults.RECIPIENT)).isZero();
        assertThat(reasons()).containsExactly("uncertain");
    }

    /** Makes SES refuse candidates' mails but accept probes, so that a candidate's mail is tried once more. */
    private void uncertainOutage() {
        script.all(ScriptedSes.failing(SesFaults.answer(500, "InternalFailure", "Internal")));
        script.probes(script::take);
        assertThat(deliveries.once(candidate()).getException()).isNotNull();
        await().until(() -> hold.description().isEmpty());
    }

    @Test
    void whatIsHeldExpiresAnHourBeforeTheStreamForgetsItWithTheWholeRecord() throws Exception {
        script.all(ScriptedSes.failing(SesFaults.answer(400, "AccountSendingPausedException", "Paused")));
        assertThat(deliveries.once(candidate()).getException()).isNotNull();

        deliveries.untilDone(
                candidate(), Instant.now().plus(Duration.ofHours(1)).plusMillis(100));

        assertThat(reasons()).containsExactly("expired");
        assertThat(letters().get(0).at("/record/dynamodb/NewImage/email/S").asText())
                .isEqualTo(SesFaults.RECIPIENT);
    }

    @Test
    void whatIsUncertainExpiresAsUncertain() throws Exception {
        script.all(ScriptedSes.failing(SesFaults.answer(500, "InternalFailure", "Internal")));

        deliveries.untilDone(
                candidate(), Instant.now().plus(Duration.ofHours(1)).plusMillis(500));

        assertThat(reasons()).containsExactly("uncertain");
    }

    @Test
    void aRecordThatIsAlmostForgottenIsTriedBeforeItExpires() throws Exception {
        deliveries.untilDone(candidate(), Instant.now().plus(Duration.ofMinutes(10)));

        assertThat(ledger.status("candidates/c-1")).contains(LedgerStatus.SENT);
        assertThat(deadLetters.getReceivedCounter()).isZero();
    }

    @Test
    void whatFailsAndIsAlmostForgottenExpires() throws Exception {
        IntStream.range(100, 110).forEach(i -> deliveries.untilDone(candidate(i)));
        script.candidates(ScriptedSes.failing(SesFaults.answer(400, "Throttling", "Rate exceeded")));

        deliveries.untilDone(candidate(), Instant.now().plus(Duration.ofMinutes(10)));

        assertThat(reasons()).containsExactly("expired");
    }

    @Test
    void whatWaitsForTheLedgerAndIsAlmostForgottenExpires() throws Exception {
        ledgerFails = () -> true;

        deliveries.untilDone(candidate(), Instant.now().plus(Duration.ofMinutes(10)));

        assertThat(reasons()).containsExactly("expired");
        assertThat(script.candidateCalls()).isZero();
    }

    @Test
    void whatWasHeldBeforeAndIsAlmostForgottenExpires() throws Exception {
        script.all(ScriptedSes.failing(SesFaults.answer(400, "AccountSendingPausedException", "Paused")));
        assertThat(deliveries.once(candidate()).getException()).isNotNull();

        deliveries.untilDone(candidate(), Instant.now().plus(Duration.ofMinutes(10)));

        assertThat(reasons()).containsExactly("expired");
    }

    @Test
    void isNotReadyWhileHeldAndSaysWhyAndHowLongItMayLastWithoutAnAddress() throws Exception {
        script.all(ScriptedSes.failing(SesFaults.answer(
                403, "AccessDenied", "User is not authorized to mail josé@example.com\nor jane@example.com")));

        Instant expires = Instant.now().plus(Duration.ofHours(24));
        assertThat(deliveries.once(candidate(), expires).getException()).isNotNull();

        assertThat(readiness("mailing").getState()).isEqualTo(HealthCheck.State.DOWN);
        assertThat(readiness("mailing").getMessage().orElseThrow())
                .contains("AccessDenied", "1379 minutes are left")
                .doesNotContain("josé", "jane", "\n");
    }

    @Test
    void deadLettersAtOnceWhatNobodyForesawBeforeTheSending() throws Exception {
        failBeforeTheSending(new IllegalStateException("a bug"));

        deliveries.untilDone(candidate());

        assertThat(reasons()).containsExactly("unexpected");
        assertThat(script.candidateCalls()).isZero();
    }

    /** Such as that of a step that an engineer added. */
    @Test
    void anAwsCallThatFailsBeforeTheSendingIsTriedAgain() throws Exception {
        failBeforeTheSending(SesFaults.notSent(new ConnectException("Connection refused")));

        deliveries.untilDone(candidate());

        assertThat(reasons()).containsExactly("exhausted");
        assertThat(ledger.counted("candidates/c-1")).isEqualTo(1 + RETRIES);
        assertThat(script.candidateCalls()).isZero();
        assertThat(limiter.quotaLeft()).isEqualTo(ScriptedSes.DAILY_QUOTA);
    }

    @Test
    void anErrorBeforeTheCallIsCountedAndEndsAsADeadLetter() throws Exception {
        failBeforeTheSending(new OutOfMemoryError("Java heap space"));

        deliveries.untilDone(candidate());

        assertThat(reasons()).containsExactly("unexpected");
        assertThat(ledger.counted("candidates/c-1")).isEqualTo(1 + RETRIES);
        assertThat(script.candidateCalls()).isZero();
        assertThat(limiter.quotaLeft()).isEqualTo(ScriptedSes.DAILY_QUOTA);
    }

    @Test
    void aMailThatFailedGivesItsPlaceBackAndAsksToComeAgain() {
        script.candidates(ScriptedSes.failing(SesFaults.answer(503, "ServiceUnavailable", "Try again")));

        Exchange exchange = deliveries.once(candidate());

        assertThat(exchange.getException()).isNotNull();
        assertThat(exchange.getProperty(Exchange.REDELIVERY_DELAY, Long.class)).isBetween(1L, 2L);
    }

    @Test
    void aRefusalInWordsThatNobodyKnowsHoldsOnceItMeetsEverybody() throws Exception {
        IntStream.range(100, 150).forEach(i -> deliveries.untilDone(candidate(i)));
        script.all(ScriptedSes.failing(SesFaults.answer(400, "MessageRejected", "What nobody has read yet")));

        for (int i = 0; i < CANDIDATES && hold.description().isEmpty(); i++) {
            deliveries.once(candidate(i));
        }

        assertThat(hold.since(HoldCause.OUTAGE)).isPresent();
        assertThat(deadLetters.getReceivedCounter()).isLessThanOrEqualTo(3);
    }

    @Test
    void manyWhomSesRefusesForTheirContentAreDeadLettersWhileItTakesAProbe() throws Exception {
        IntStream.range(100, 105).forEach(i -> deliveries.untilDone(candidate(i)));
        script.candidates(ScriptedSes.failing(SesFaults.answer(400, "InvalidParameterValue", "Illegal address")));

        IntStream.range(0, CANDIDATES).forEach(i -> deliveries.untilDone(candidate(i)));

        assertThat(reasons()).hasSize(CANDIDATES).containsOnly("rejected");
        assertThat(hold.description()).isEmpty();
    }

    @Test
    void whatAloneFailsWhileHeldHoldsNobodyOnceProbesAreTaken() throws Exception {
        script.all(ScriptedSes.failing(SesFaults.answer(500, "InternalFailure", "Internal")));
        assertThat(deliveries.once(candidate()).getException()).isNotNull();
        assertThat(hold.description()).isPresent();
        script.probes(script::take);
        script.candidates(ScriptedSes.failing(SesFaults.answer(400, "InvalidParameterValue", "Illegal address")));

        deliveries.untilDoneElsewhere(candidate()).get(30, TimeUnit.SECONDS);

        assertThat(reasons()).containsExactly("rejected");
        assertThat(hold.description()).isEmpty();
    }

    @Test
    void aMailThatWasSentIsNoDeadLetterThoughItsRecordIsAlmostForgottenAndTheLedgerFails() throws Exception {
        int[] writes = {0};
        ledgerFails = () -> ++writes[0] == 2;

        deliveries.untilDone(candidate(), Instant.now().plus(Duration.ofMinutes(10)));

        assertThat(ledger.status("candidates/c-1")).contains(LedgerStatus.SENT);
        assertThat(deadLetters.getReceivedCounter()).isZero();
    }

    @Test
    void aMailThatAnotherIsSendingDoesNotExpire() throws Exception {
        CountDownLatch answered = new CountDownLatch(1);
        script.candidates(exchange -> {
            answered.await();
            script.take(exchange);
        });
        CompletableFuture<Void> sending = deliveries.untilDoneElsewhere(candidate());
        await().until(() -> script.candidateCalls() > 0);

        Exchange other = deliveries.once(candidate(), Instant.now().plus(Duration.ofMinutes(10)));

        assertThat(other.getException()).isNotNull();
        assertThat(deadLetters.getReceivedCounter()).isZero();
        answered.countDown();
        sending.get(30, TimeUnit.SECONDS);
    }

    @Test
    void aProbeThatIsRefusedForItselfLeavesCandidatesToBeTheProbes() throws Exception {
        script.all(ScriptedSes.failing(SesFaults.answer(500, "InternalFailure", "Internal")));
        CompletableFuture<Void> waiting = deliveries.untilDoneElsewhere(candidate());
        await().until(() -> hold.description().isPresent());

        script.probes(ScriptedSes.failing(SesFaults.answer(400, "MessageRejected", "Address blacklisted.")));
        script.candidates(script::take);
        waiting.get(20, TimeUnit.SECONDS);

        assertThat(hold.description()).isEmpty();
    }

    @Test
    void anErrorBeforeTheCallIsNothingToAMailThatWasSentBefore() throws Exception {
        deliveries.untilDone(candidate());
        failBeforeTheSending(new OutOfMemoryError("Java heap space"));

        for (int delivery = 0; delivery <= RETRIES; delivery++) {
            deliveries.once(candidate());
        }

        assertThat(deliveries.once(candidate()).getException()).isNull();
        assertThat(deadLetters.getReceivedCounter()).isZero();
        assertThat(script.candidateCalls()).isEqualTo(1);
    }

    private static Exception denied(String address) {
        return SesFaults.answer(
                403,
                "AccessDenied",
                "User `arn:aws:sts::1:assumed-role/r/s' is not authorized to perform `ses:SendRawEmail' on resource `arn:aws:ses:eu-west-1:1:identity/"
                        + address + "'");
    }

    private List<LedgerStatus> ledgerStatuses() {
        return IntStream.range(0, CANDIDATES)
                .mapToObj(i -> ledger.status("candidates/c-" + i).orElseThrow())
                .toList();
    }
}
