package assignmentmailer;

import static org.assertj.core.api.Assertions.assertThat;

import assignmentmailer.ledger.Ledger;
import assignmentmailer.ledger.LedgerInMemory;
import assignmentmailer.ledger.WhenUncertain;
import assignmentmailer.mail.FaultClassifier;
import assignmentmailer.mail.SesFaults;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.UUID;
import org.apache.camel.EndpointInject;
import org.apache.camel.Produce;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.component.mock.MockEndpoint;
import org.apache.camel.test.main.junit5.CamelMainTest;
import org.apache.camel.test.main.junit5.ReplaceInRegistry;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.services.dynamodb.model.Record;
import software.amazon.awssdk.services.ses.SesClient;

/** What the routes do about an uncertain outcome, where {@code mail.when-uncertain} is {@code dead-letter}. */
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
class UncertainRoutesTest {
    private final LedgerInMemory ledger = LedgerInMemory.create(
            WhenUncertain.DEAD_LETTER,
            failure -> MailConfiguration.noteOf(new FaultClassifier(SesFaults.SENDER), failure));
    private final ScriptedSes script = new ScriptedSes();

    @ReplaceInRegistry
    private final Ledger mailLedger = ledger.ledger();

    @ReplaceInRegistry
    private final SesClient sesClient = ScriptedSes.ampleQuota();

    @Produce("direct:stream")
    private ProducerTemplate producer;

    @EndpointInject("mock:aws2-ses:mail.from")
    private MockEndpoint ses;

    @EndpointInject("mock:dead-letters")
    private MockEndpoint deadLetters;

    private Deliveries deliveries;

    /** Until SES took a first mail, there is only one a second. */
    @BeforeEach
    void proveTheAccount() {
        ses.reset();
        deadLetters.reset();
        script.takeAll();
        script.answerAt(ses);
        deliveries = new Deliveries(producer);
        deliveries.untilDone(Records.insert(UUID.randomUUID().toString(), "someone@example.com"));
        script.forgetCalls();
    }

    @ParameterizedTest
    @MethodSource("assignmentmailer.FaultRoutesTest#uncertain")
    void deadLettersWhatIsUncertainWithoutMailingAgain(Exception failure) throws Exception {
        Record record = Records.insert(UUID.randomUUID().toString(), SesFaults.RECIPIENT);
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

        deliveries.untilDone(Records.insert(UUID.randomUUID().toString(), SesFaults.RECIPIENT));

        assertThat(script.candidateCalls()).isEqualTo(2);
        assertThat(deadLetters.getReceivedCounter()).isZero();
    }
}
