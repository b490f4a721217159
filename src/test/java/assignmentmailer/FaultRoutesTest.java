package assignmentmailer;

import static org.assertj.core.api.Assertions.assertThat;

import assignmentmailer.ledger.Ledger;
import assignmentmailer.ledger.LedgerInMemory;
import assignmentmailer.ledger.WhenUncertain;
import assignmentmailer.mail.AccountHold;
import assignmentmailer.mail.FaultOwner;
import assignmentmailer.mail.Faults;
import assignmentmailer.mail.SesFaults;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.ConnectException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.camel.BeanInject;
import org.apache.camel.CamelContext;
import org.apache.camel.EndpointInject;
import org.apache.camel.Produce;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.component.aws2.ses.Ses2Constants;
import org.apache.camel.component.mock.MockEndpoint;
import org.apache.camel.health.HealthCheck;
import org.apache.camel.health.HealthCheckHelper;
import org.apache.camel.test.main.junit5.CamelMainTest;
import org.apache.camel.test.main.junit5.ReplaceInRegistry;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** What the routes as they are shipped do about each fault of the table, by whose fault it is. */
@TestInstance(Lifecycle.PER_CLASS)
@CamelMainTest(
        mainClass = AssignmentMailer.class,
        propertyPlaceholderLocations = "file:application.properties",
        properties = {
            "camel.main.routesIncludePattern=file:routes/*.camel.yaml",
            "camel.management.enabled=false",
            "mail.from=" + SesFaults.SENDER,
            "mail.reply-to=hr@example.com",
            "mail.retry-delay=1",
            "mail.retry-delay-limit=2",
            "mail.probe-interval=1",
            "mail.max-rate=1000",
            "dead-letter.uri=mock:dead-letters"
        },
        replaceRouteFromWith = "send-assignment=direct:stream",
        mockEndpointsAndSkip = "aws2-ses:.*")
class FaultRoutesTest {
    private static final int MORE_THAN_ANY_RETRIES = 30;
    private static final int MORE_THAN_TEN = 12;

    private final Set<Integer> failingWrites = new HashSet<>();
    private int ledgerWrites;

    @ReplaceInRegistry
    private final Ledger mailLedger = LedgerInMemory.create(
            WhenUncertain.RESEND,
            failure -> MailingBeans.toLedger(new Faults(SesFaults.SENDER).ownerOf(failure)),
            () -> failingWrites.contains(++ledgerWrites));

    @Produce("direct:stream")
    private ProducerTemplate stream;

    @EndpointInject("mock:aws2-ses:mail.from")
    private MockEndpoint ses;

    @EndpointInject("mock:dead-letters")
    private MockEndpoint deadLetters;

    @BeanInject
    private AccountHold accountHold;

    @BeanInject
    private CamelContext context;

    @BeforeEach
    void forget() {
        ses.reset();
        deadLetters.reset();
        failingWrites.clear();
        ledgerWrites = 0;
    }

    @ParameterizedTest
    @MethodSource("record")
    void deadLettersThisRecordsFaultAtOnce(SdkException failure) throws Exception {
        failTimes(1, failure);

        insert();

        assertThat(onlyDeadLetter().get("reason").asText()).isEqualTo("rejected");
        assertThat(ses.getReceivedCounter()).isEqualTo(1);
    }

    @ParameterizedTest
    @MethodSource("nobody")
    void triesAgainWhatIsNobodysFault(SdkException failure) throws Exception {
        failTimes(1, failure);

        insert();

        assertMailed(2);
    }

    @ParameterizedTest
    @MethodSource("unknown")
    void mailsAgainWhatNobodyKnows(SdkException failure) throws Exception {
        failTimes(1, failure);

        insert();

        assertMailed(2);
    }

    @Test
    void givesUpWhatNobodyKnowsAfterFiveMore() throws Exception {
        failTimes(100, SesFaults.answer(500, "InternalFailure", "Internal"));

        insert();

        assertThat(ses.getReceivedCounter()).isEqualTo(6);
        assertThat(onlyDeadLetter().get("reason").asText()).isEqualTo("uncertain");
    }

    @Test
    void waitsForTheLedgerLongerThanAnyRetryBeforeItMails() throws Exception {
        failTimes(0, new IllegalStateException());
        IntStream.rangeClosed(1, MORE_THAN_TEN).forEach(failingWrites::add);

        insert();

        assertMailed(1);
        assertThat(ledgerWrites).isEqualTo(MORE_THAN_TEN + 2);
    }

    @Test
    void notesLateThatAMailWasSentAndMailsItNoMore() throws Exception {
        failTimes(0, new IllegalStateException());
        IntStream.rangeClosed(2, MORE_THAN_TEN).forEach(failingWrites::add);

        insert();

        assertMailed(1);
        assertThat(ledgerWrites).isEqualTo(MORE_THAN_TEN + 1);
    }

    @ParameterizedTest
    @MethodSource("account")
    void waitsWhileItIsOurAccountsFault(SdkException failure) throws Exception {
        failTimes(1, failure);

        insert();

        assertMailed(2);
    }

    @Test
    void waitsForTheAccountLongerThanAnyRetryAndThenStillTriesAgain() throws Exception {
        ses.whenAnyExchangeReceived(exchange -> {
            int call = ses.getReceivedCounter();
            if (call <= MORE_THAN_ANY_RETRIES) {
                throw SesFaults.answer(400, "AccountSendingPausedException", "Paused");
            }
            if (call <= MORE_THAN_ANY_RETRIES + 5) {
                throw SesFaults.noAnswer(new ConnectException("Connection refused"));
            }
            exchange.getMessage().setHeader(Ses2Constants.MESSAGE_ID, "m-1");
        });

        insert();

        assertMailed(MORE_THAN_ANY_RETRIES + 6);
    }

    @ParameterizedTest
    @MethodSource("record")
    void deadLettersThisRecordsFaultAtOnceWhateverWasBefore(SdkException failure) throws Exception {
        fail(
                SesFaults.answer(400, "AccountSendingPausedException", "Paused"),
                SesFaults.noAnswer(new ConnectException("Connection refused")),
                SesFaults.answer(500, "InternalFailure", "Internal"),
                SesFaults.answer(400, "AccountSendingPausedException", "Paused"),
                failure);

        insert();

        assertThat(onlyDeadLetter().get("reason").asText()).isEqualTo("rejected");
        assertThat(ses.getReceivedCounter()).isEqualTo(5);
        assertThat(accountHold.description()).isPresent();
    }

    @Test
    void deadLettersWhatNobodyForesawAtOnceWhateverWasBefore() throws Exception {
        fail(SesFaults.answer(400, "AccountSendingPausedException", "Paused"), new IllegalStateException("a bug"));

        insert();

        assertThat(onlyDeadLetter().get("reason").asText()).isEqualTo("unexpected");
    }

    @Test
    void aFaultOfOurAccountHoldsAtOnceAlsoAfterLongWaits() throws Exception {
        fail(
                SesFaults.noAnswer(new ConnectException("Connection refused")),
                SesFaults.answer(400, "AccountSendingPausedException", "Paused"),
                SesFaults.answer(500, "InternalFailure", "Internal"));

        insert();

        assertMailed(4);
        assertThat(accountHold.description()).isEmpty();
    }

    @Test
    void isNotReadyWhileHeldAndSaysWhy() throws Exception {
        AtomicReference<HealthCheck.Result> held = new AtomicReference<>();
        ses.whenAnyExchangeReceived(exchange -> {
            if (ses.getReceivedCounter() == 1) {
                throw SesFaults.answer(400, "AccountSendingPausedException", "Sending is paused");
            }
            held.set(readiness());
            exchange.getMessage().setHeader(Ses2Constants.MESSAGE_ID, "m-1");
        });

        insert();

        assertThat(held.get().getState()).isEqualTo(HealthCheck.State.DOWN);
        assertThat(held.get().getMessage().orElseThrow()).contains("Sending is paused");
        assertMailed(2);
        assertThat(accountHold.description()).isEmpty();
        assertThat(readiness().getState()).isEqualTo(HealthCheck.State.UP);
    }

    @Test
    void saysHowMuchTimeIsLeftWhileHeld() throws Exception {
        AtomicReference<String> held = new AtomicReference<>();
        ses.whenAnyExchangeReceived(exchange -> {
            if (ses.getReceivedCounter() <= 2) {
                throw SesFaults.answer(400, "AccountSendingPausedException", "Sending is paused");
            }
        });
        ses.whenExchangeReceived(2, exchange -> {
            held.set(accountHold.description().orElseThrow());
        });

        stream.sendBodyAndHeader(
                Records.insert(image()),
                "CamelAwsDdbStreamExpires",
                Instant.now().plus(Duration.ofHours(24)));

        assertThat(held.get()).contains("1439 minutes are left");
    }

    @Test
    void mailsACandidateOnce() throws Exception {
        failTimes(0, new IllegalStateException());
        Map<String, AttributeValue> image = image();

        stream.sendBody(Records.insert(image));
        stream.sendBody(Records.insert(image));

        assertMailed(1);
    }

    static Stream<SdkException> record() {
        return faultsOf(FaultOwner.RECORD);
    }

    static Stream<SdkException> nobody() {
        return faultsOf(FaultOwner.NOBODY);
    }

    static Stream<SdkException> unknown() {
        return faultsOf(FaultOwner.UNKNOWN);
    }

    static Stream<SdkException> account() {
        return faultsOf(FaultOwner.ACCOUNT);
    }

    private static Stream<SdkException> faultsOf(FaultOwner owner) {
        return SesFaults.table()
                .map(Arguments::get)
                .filter(row -> row[0] == owner)
                .map(row -> (SdkException) row[1]);
    }

    private void fail(Exception... failures) {
        ses.whenAnyExchangeReceived(exchange -> {
            if (ses.getReceivedCounter() <= failures.length) {
                throw failures[ses.getReceivedCounter() - 1];
            }
        });
    }

    private void failTimes(int times, Exception failure) {
        ses.whenAnyExchangeReceived(exchange -> {
            if (ses.getReceivedCounter() <= times) {
                throw failure;
            }
            exchange.getMessage().setHeader(Ses2Constants.MESSAGE_ID, "m-1");
        });
    }

    private void insert() {
        stream.sendBody(Records.insert(image()));
    }

    private static Map<String, AttributeValue> image() {
        Map<String, AttributeValue> image = Records.image();
        image.put("id", Records.text(UUID.randomUUID().toString()));
        return image;
    }

    private void assertMailed(int calls) {
        assertThat(ses.getReceivedCounter()).isEqualTo(calls);
        assertThat(deadLetters.getReceivedCounter()).isZero();
    }

    private JsonNode onlyDeadLetter() throws IOException {
        assertThat(deadLetters.getReceivedCounter()).isEqualTo(1);
        return new ObjectMapper()
                .readTree(deadLetters.getExchanges().get(0).getMessage().getBody(byte[].class));
    }

    private HealthCheck.Result readiness() {
        return HealthCheckHelper.invokeReadiness(context).stream()
                .filter(result -> result.getCheck().getId().equals("ses-account"))
                .findFirst()
                .orElseThrow();
    }
}
